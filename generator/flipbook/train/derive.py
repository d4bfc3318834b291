"""Line and glossy versions of a picture, made from its flat drawing where no icon set has them. Numpy and OpenCV only.

The line version is ink on paper: outlines, the edges between parts of clearly different colour, and what is nearly
black; shades of one colour leave no line. The glossy version treats every part as a soft relief, lit from the upper
left. Sizes are shares of the picture's side, so that 96 and 384 pixels show the same drawing.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Rgba = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
F32 = npt.NDArray[np.float32]

INK = (40, 42, 50)
PAPER = (252, 250, 244)
STROKE = 0.036
PART_DELTA_E = 21.0
"""Colours further apart than this in CIELAB are different parts; the two tones of one shape are mostly nearer."""
SHADE_DELTA_E = 11.0
BLACK_L = 30.0
REACH = 0.008
GAP = 0.012
BODY_RADIUS, PART_RADIUS = 0.26, 0.09
LIGHT = np.array([-0.45, -0.65, 0.62], np.float32)
AMBIENT, DIFFUSE = 0.74, 0.42
SPECULAR, SPECULAR_POWER = 0.6, 26.0


def ink_on_paper(ink: npt.NDArray[np.uint8]) -> Rgba:
    """A line drawing as dark ink over light paper, so that nothing behind it shows through.

    Args:
        ink: (H, W) coverage of the lines, 0..255. What they enclose becomes paper; gaps up to a stroke are bridged.
    """
    side = ink.shape[0]
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _disc(GAP * side), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    free = np.pad((closed < 96).astype(np.uint8), 1, constant_values=1)
    _, labels = cv2.connectedComponents(free, connectivity=4)
    inside = (labels != labels[0, 0])[1:-1, 1:-1]
    return _drawn(ink, inside.astype(np.uint8) * 255)


def line_drawing(flat: Rgba) -> Rgba:
    """The line version of a flat picture, (H, W, 4) straight alpha."""
    side = flat.shape[0]
    solid = (flat[..., 3] > 127).astype(np.uint8)
    core = cv2.erode(solid, _disc(STROKE * side / 2), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    rim = solid - np.asarray(core, np.uint8)
    lab = _lab(flat)
    between = _edges(lab, solid, side, PART_DELTA_E).astype(np.uint8)
    thick: npt.NDArray[np.uint8] = np.asarray(cv2.dilate(between, _disc(STROKE * side / 4)), np.uint8) & solid
    black = ((lab[..., 0] < BLACK_L) & (solid == 1)).astype(np.uint8)
    ink = cv2.GaussianBlur((rim | thick | black) * 255, (0, 0), max(side / 400, 0.5))
    return _drawn(np.minimum(ink, flat[..., 3]), flat[..., 3])


def glossy(flat: Rgba) -> Rgba:
    """The glossy version of a flat picture, (H, W, 4) straight alpha: the same colours on a lit relief."""
    side = flat.shape[0]
    solid = (flat[..., 3] > 127).astype(np.uint8)
    parts = solid & ~_edges(_lab(flat), solid, side, SHADE_DELTA_E)
    domes = _dome(solid, BODY_RADIUS * side) + _dome(parts, PART_RADIUS * side)
    height = cv2.GaussianBlur(domes, (0, 0), 0.012 * side)
    slope = [cv2.Sobel(height, cv2.CV_32F, dx, dy, ksize=3, scale=0.125) for dx, dy in ((1, 0), (0, 1))]
    across = np.stack([-slope[0], -slope[1], np.ones_like(height)], -1).astype(np.float32)  # (H, W, 3)
    normal = across / np.linalg.norm(across, axis=-1, keepdims=True)
    light = LIGHT / np.linalg.norm(LIGHT)
    halfway = light + np.array([0, 0, 1], np.float32)
    halfway /= np.linalg.norm(halfway)
    shade = AMBIENT + DIFFUSE * np.clip(normal @ light, 0, 1)
    shine = SPECULAR * np.clip(normal @ halfway, 0, 1) ** SPECULAR_POWER
    shine = (shine - shine[solid == 1].min(initial=1.0)).clip(0).astype(np.float32)
    shine = cv2.GaussianBlur(shine, (0, 0), side / 200)
    rgb = flat[..., :3].astype(np.float32) / 255 * shade[..., None]
    rgb += (1 - rgb.clip(0, 1)) * shine[..., None] * 0.5
    out = flat.copy()
    out[..., :3] = np.round(rgb.clip(0, 1) * 255).astype(np.uint8)
    return out


def _disc(radius: float) -> npt.NDArray[np.uint8]:
    size = 2 * max(round(radius), 1) + 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)).astype(np.uint8)


def _drawn(ink: npt.NDArray[np.uint8], ground: npt.NDArray[np.uint8]) -> Rgba:
    """Ink over paper: both are coverages, 0..255."""
    over = ink[..., None].astype(np.float32) / 255
    paper = (1 - over) * ground[..., None].astype(np.float32) / 255
    alpha = over + paper
    rgb = (over * np.array(INK, np.float32) + paper * np.array(PAPER, np.float32)) / np.maximum(alpha, 1e-6)
    return np.round(np.concatenate([rgb, alpha * 255], -1)).astype(np.uint8)


def _lab(flat: Rgba) -> F32:
    """CIELAB of the picture over white."""
    alpha = flat[..., 3:].astype(np.float32) / 255
    rgb = flat[..., :3].astype(np.float32) / 255 * alpha + (1 - alpha)
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB), np.float32)


def _edges(lab: F32, solid: npt.NDArray[np.uint8], side: int, delta_e: float) -> Mask:
    """Where the colour jumps by `delta_e` within a short reach inside the shape; the rim of the shape is no edge."""
    reach = max(round(REACH * side), 1)
    inner = cv2.erode(solid, _disc(reach), borderType=cv2.BORDER_CONSTANT, borderValue=0).astype(bool)
    found = np.zeros(solid.shape, bool)
    for dy, dx in ((0, reach), (reach, 0), (reach, reach), (reach, -reach)):
        other = np.roll(lab, (-dy, -dx), (0, 1))
        jump = np.linalg.norm(lab - other, axis=-1) > delta_e
        both = inner & np.roll(inner, (-dy, -dx), (0, 1))
        found |= np.roll(jump & both, (dy // 2, dx // 2), (0, 1))
    return found


def _dome(mask: npt.NDArray[np.uint8], radius: float) -> F32:
    """Height over a shape in pixels: a quarter circle from its rim up to `radius` inside, level beyond."""
    framed = np.pad(mask, 1)
    distance = cv2.distanceTransform(framed, cv2.DIST_L2, 5)[1:-1, 1:-1]
    share = np.clip(distance / radius, 0, 1)
    return np.asarray(radius * np.sqrt(1 - (1 - share) ** 2) * 0.5, np.float32)
