"""The model: the state of the world, what happens on the floor, in a contact and at night, and the engines."""
