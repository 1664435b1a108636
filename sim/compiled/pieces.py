"""Compiled code by numba: one function on its own, and a function linked with all that it calls.

Numba's own way compiles into a function all that it calls, optimizes each function again within each that calls it,
and makes machine code of all of them: of 300 functions but a few need it. Here a function becomes a piece, bitcode of
LLVM with its calls left open, as the types of those it calls say all that it needs to know. A function that is not
inlined is linked with those that are inlined in it, optimized, and made machine code, once. It calls others by names
with a blank in place of their keys, which is filled in when it is loaded: so it stays as it is when they change.
"""

import sys
from collections.abc import Iterable
from functools import cache
from typing import Any

import llvmlite.binding as llvm
import numba
from numba.core import compiler, typed_passes, untyped_passes
from numba.core.compiler_lock import global_compiler_lock
from numba.core.compiler_machinery import LoweringPass, PassManager, register_pass
from numba.core.environment import Environment
from numba.core.funcdesc import FunctionDescriptor
from numba.core.itanium_mangler import mangle
from numba.core.lowering import Lower
from numba.core.registry import cpu_target

# this keeps all of an object's machine code in one place; if numba has compiled before us, it has chosen already
if sys.platform == "linux" and "_toplevel_target_context" not in vars(cpu_target):
    numba.config.USE_LLVMLITE_MEMORY_MANAGER = 1
ENVIRONMENT = ".environment"  # ends the name of the Python objects of a function
BLANK = "0" * 24  # in place of a key


def symbol(name: str) -> str:
    """The name in compiled code."""
    return str(mangle(name, ()))


def described(part: Any, name: str, typemap: Any = None, calltypes: Any = None) -> FunctionDescriptor:
    """A function as its callers see it."""
    return FunctionDescriptor(
        native=True,
        modname=part.function.__module__,
        qualname=part.function.__qualname__,
        unique_name=name,
        doc="",
        typemap=typemap,
        restype=part.signature.return_type,
        calltypes=calltypes,
        args=part.arguments,
        kws=(),
        mangler=lambda *_, **__: name,
        argtypes=part.signature.args,
        inline=part.options["forceinline"],
        env_name=name + ENVIRONMENT,
    )


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerAlone(LoweringPass):  # type: ignore[misc]
    """Numba's lowering without a wrapper for Python and without machine code."""

    _name = "lower_alone"

    def __init__(self) -> None:
        LoweringPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        name = state.part.symbol
        state.cr = library = state.targetctx.codegen().create_library(name)
        with state.targetctx.push_code_library(library):
            callee = described(state.part, name, state.typemap, state.calltypes)
            Lower(state.targetctx, library, callee, state.func_ir, metadata=state.metadata).lower()
        return True


class _Alone(compiler.CompilerBase):  # type: ignore[misc]
    """Numba's passes, without those for what no function here has, such as closures, generators and parallel loops."""

    def define_pipelines(self) -> list[PassManager]:
        passes = PassManager("alone")
        for each in (
            untyped_passes.TranslateByteCode,
            untyped_passes.FixupArgs,
            untyped_passes.IRProcessing,
            untyped_passes.RewriteSemanticConstants,
            untyped_passes.DeadBranchPrune,
            untyped_passes.GenericRewrites,
            untyped_passes.RewriteDynamicRaises,
            untyped_passes.ReconstructSSA,
            typed_passes.NopythonTypeInference,
            typed_passes.PreLowerStripPhis,
            typed_passes.InlineOverloads,
            typed_passes.NopythonRewrites,
            typed_passes.NoPythonSupportedFeatureValidation,
            typed_passes.IRLegalization,
            _LowerAlone,
        ):
            passes.add_pass(each, each.__name__)
        passes.finalize()
        return [passes]


@global_compiler_lock  # type: ignore[untyped-decorator]
def piece(part: Any) -> bytes:
    """One function as bitcode, with its calls of others left open."""
    flags, types = compiler.Flags(), part.signature
    cpu_target.options.parse_as_flags(flags, part.options)
    contexts = cpu_target.typing_context, cpu_target.target_context
    passes = _Alone(*contexts, None, types.args, types.return_type, flags, {})
    passes.state.part = part
    library = passes.compile_extra(part.function)
    module = library._final_module
    for other in library._linking_libraries:  # numba's own, such as powers of whole numbers
        module.link_in(other._get_module_for_linking(), preserve=True)
    for defined in (*module.functions, *module.global_variables):
        if not defined.is_declaration:
            defined.linkage = "linkonce_odr" if defined.name == part.symbol else "internal"
    return bytes(module.as_bitcode())


@global_compiler_lock  # type: ignore[untyped-decorator]
def linked(part: Any, pieces: Iterable[bytes]) -> bytes:
    """Machine code of the function's own piece and those of all that is inlined in it, which Python may call."""
    library, callee = _library(part, BLANK)
    module = library._final_module
    for number, bitcode in enumerate(pieces):
        each = llvm.parse_bitcode(bitcode)
        if number == 0:
            each.get_function(part.symbol).linkage = "external"
        module.link_in(each)
    names = {each.symbol: _named(each, BLANK) for each in (part, *part.linked_apart)}
    for function in module.functions:
        function.name = names.get(function.name, function.name)
    context = cpu_target.target_context
    context.create_cpython_wrapper(library, callee, Environment.from_fndesc(callee), None, release_gil=True)
    manager, builder = library._codegen._module_pass_manager()
    for defined in module.functions:
        if defined.linkage == llvm.Linkage.linkonce_odr:
            defined.linkage = "internal"  # another library may hold another version of it
    manager.run(module, builder)
    asked = {each.name for each in module.global_variables if each.name.startswith("_Z") and ENVIRONMENT in each.name}
    assert asked <= {callee.env_name}, f"compiled code asks for Python objects: {asked}"
    module.verify()
    return bytes(_target_machine().emit_object(module))


@cache
def _target_machine() -> Any:
    """Numba's, but that constants and calls are near: else one in ten instructions loads an address of eight bytes."""
    options: dict[str, Any] = {"opt": 3}
    cpu_target.target_context.codegen()._customize_tm_options(options)
    near = {"reloc": "pic", "codemodel": "small"} if numba.config.USE_LLVMLITE_MEMORY_MANAGER else {}
    return llvm.Target.from_default_triple().create_target_machine(**options | near)


@global_compiler_lock  # type: ignore[untyped-decorator]
def loaded(part: Any, code: bytes) -> tuple[Any, Any]:
    """What Python may call, from machine code, once all that it calls is loaded; and the library."""
    library, callee = _library(part, part.key)
    for each in (part, *part.linked_apart):
        blank, named = (_named(each, key).removeprefix("_ZN").encode() for key in (BLANK, each.key))
        code = code.replace(blank, named)
    library._set_compiled_object(code)
    library._finalize_final_module()
    library._codegen._engine._defined_symbols.add(callee.llvm_cpython_wrapper_name)
    return cpu_target.target_context.get_executable(library, callee, Environment.from_fndesc(callee)), library


def _library(part: Any, key: str) -> tuple[Any, FunctionDescriptor]:
    """An empty library, and the function it is to hold: under a name of its own, as several versions may be in use."""
    cpu_target.target_context.refresh()
    library = cpu_target.target_context.codegen().create_library(part.symbol)
    library.enable_object_caching()
    return library, described(part, _named(part, key))


def _named(part: Any, key: str) -> str:
    return symbol(f"{part.name}.of_{key}")  # a letter first: equally long, whatever the key
