"""How good results are, as plain functions over what was annotated and what was found.

Nothing that the stages do rests on this: it judges results and never shapes one.
"""
