"""Small faults put into a source, one at a time: what a test suite that is worth its time notices.

Knows nothing of tests. Each mutant replaces one expression or statement; the rest of the text stays letter by letter.
Left alone are docstrings, annotations, the texts of errors, and strings inside formatted ones.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One fault in one file.

    Attributes:
        path: The file, relative to the root of the tree.
        line: Line of the changed place, from 1.
        function: Name of the innermost function around it, empty outside of all.
        kind: What was changed.
        before: The source of the changed expression or statement.
        after: What stands there instead.
        source: The whole changed file.
    """

    path: str
    line: int
    function: str
    kind: str
    before: str
    after: str
    source: str


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its text.

    Args:
        path: The file, relative to the root of the tree.
        source: Its text.

    Raises:
        SyntaxError: It is no Python.
    """
    text = source.encode("utf-8")
    begins = [0]
    for line in text.splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    for node, function in _places(ast.parse(source), ""):
        start = begins[node.lineno - 1] + node.col_offset
        end = begins[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        before = text[start:end].decode("utf-8")
        for kind, changed in _changes(node, function):
            after = changed if isinstance(node, ast.stmt) else f"({changed})"
            whole = text[:start] + after.encode("utf-8") + text[end:]
            yield Mutant(
                path=path,
                line=node.lineno,
                function=function,
                kind=kind,
                before=before,
                after=changed,
                source=whole.decode("utf-8"),
            )


_Place = ast.expr | ast.Return | ast.Continue


def _places(node: ast.AST, function: str) -> Iterator[tuple[_Place, str]]:
    """The expressions and statements below a node that may be changed, with the function around each."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params", "exc"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr) or _is_remark(child):
                continue
            if isinstance(child, ast.expr | ast.Return | ast.Continue):
                yield child, function
            inner = child.name if isinstance(child, ast.FunctionDef) else function
            yield from _places(child, inner)


def _is_remark(node: ast.AST) -> bool:
    """Whether a statement is a docstring, of a module, class, function or constant."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes(node: _Place, function: str) -> Iterator[tuple[str, str]]:
    """The kinds of faults at a place, and what then stands there."""
    match node:
        case ast.Compare(ops=ops):
            for number, sign in enumerate(ops):
                changed = copy.deepcopy(node)
                changed.ops[number] = _COMPARISONS[type(sign)]()
                yield "comparison", ast.unparse(changed)
        case ast.BoolOp(op=op, values=values):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield "and/or", ast.unparse(ast.BoolOp(op=other, values=values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not removed", ast.unparse(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            yield "arithmetic", ast.unparse(ast.BinOp(left=left, op=_ARITHMETIC[type(op)](), right=right))
        case ast.Return(value=value) if value is not None and not (
            isinstance(value, ast.Constant) and value.value is None
        ):
            yield "return value", "return None"
        case ast.Continue():
            yield "continue", "break"
        case ast.Constant(value=value):
            yield from _constants(value, function)
        case _:
            return


def _constants(value: object, function: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, bool):
        yield "boolean", repr(not value)
    elif isinstance(value, int):
        yield "number", repr(value + 1)
    elif isinstance(value, str) and value and function:
        yield "text", "''"
