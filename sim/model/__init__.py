"""The model: state, floor, contacts, nights and engines."""
