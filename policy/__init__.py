"""What may be made: detectors, the gate, and the values that cross package borders.

Importing this package reads no list and no table; they are loaded when the first gate is made.
"""
