"""Pictures that somebody gives to be imitated: read safely, looked through for faces, and handed to the gate as values.

Importing this package loads neither OpenCV nor NumPy; `examine` in `generator.reference.examine` does.
"""
