"""Outlines against the sky: ridges, conifers, broad trees and a crowd."""

import itertools
import math
import random

from demo.paint import Point
from demo.sketch import Sketch


def ridge(
    rng: random.Random, width: int, level: float, relief: float, roughness: float = 0.5, peaks: int = 4
) -> list[Point]:
    """Give a mountain line from left to right.

    By midpoint displacement: Fournier, Fussell, Carpenter, "Computer rendering of stochastic models" (1982).
    """
    heights = [rng.uniform(-1, 1) for _ in range(peaks + 1)]
    swing = 1.0
    while len(heights) < width / 5:
        swing *= roughness
        finer = []
        for left, right in itertools.pairwise(heights):
            finer += [left, (left + right) / 2 + rng.uniform(-swing, swing)]
        heights = [*finer, heights[-1]]
    last = len(heights) - 1
    return [(width * index / last, level - relief * height) for index, height in enumerate(heights)]


def swell(rng: random.Random, width: int, level: float, relief: float, waves: float = 1.5) -> list[Point]:
    """Give a soft line of hills or dunes from left to right."""
    parts = [(waves * 1.9**octave, 0.42**octave, rng.uniform(0, math.tau)) for octave in range(3)]
    points = []
    for step in range(161):
        along = step / 160
        height = sum(size * math.sin(math.tau * count * along + phase) for count, size, phase in parts)
        points.append((width * along, level - relief * height))
    return points


def down_to(points: list[Point], floor: float) -> list[Point]:
    """Close a line into a shape that reaches down to `floor`."""
    return [*points, (points[-1][0], floor), (points[0][0], floor)]


def height_at(points: list[Point], x: float) -> float:
    """Give the height of a left-to-right line of evenly spaced points at x."""
    place = max(0.0, min(1.0, x / points[-1][0])) * (len(points) - 1)
    index = min(len(points) - 2, int(place))
    return points[index][1] + (points[index + 1][1] - points[index][1]) * (place - index)


def conifer(sketch: Sketch, rng: random.Random, x: float, foot: float, tall: float) -> None:
    """Draw a spruce: a trunk and ragged boughs that widen downwards."""
    sketch.line([(x, foot), (x, foot - tall)], tall * 0.022)
    tiers = max(7, min(22, int(tall / 9)))
    for tier in range(tiers):
        along = (tier + 0.4) / tiers
        top = foot - tall * (1 - along * 0.93) - tall * 0.05
        reach = tall * 0.235 * along**0.85 * rng.uniform(0.72, 1.15)
        other = reach * rng.uniform(0.75, 1.2)
        drop = tall / tiers * rng.uniform(1.3, 2.0)
        sketch.polygon(
            [
                (x, top),
                (x + reach, top + drop),
                (x + reach * 0.45, top + drop * 0.86),
                (x, top + drop * 1.1),
                (x - other * 0.45, top + drop * 0.86),
                (x - other, top + drop),
            ]
        )


def forest(
    sketch: Sketch, rng: random.Random, line: list[Point], tall: float, spacing: float, bare: float = 0.0
) -> None:
    """Stand conifers along a line; `bare` is the share of places left empty, in groups."""
    x, gap = line[0][0], False
    while x < line[-1][0]:
        if rng.random() < 0.12:
            gap = rng.random() < bare
        if not gap:
            conifer(sketch, rng, x, height_at(line, x) + tall * 0.08, tall * rng.uniform(0.55, 1.15))
        x += spacing * rng.uniform(0.5, 1.5)


def broad_tree(
    sketch: Sketch, rng: random.Random, x: float, foot: float, tall: float, lean: float = 0.0
) -> list[Point]:
    """Draw a tree with leaves; gives the ends of its branches."""
    ends: list[Point] = []

    def branch(start: Point, angle: float, length: float, depth: int) -> None:
        bend = angle + (rng.uniform(-0.14, 0.14) if depth < 5 else 0)
        end = (start[0] + math.sin(bend) * length, start[1] - math.cos(bend) * length)
        half = length * 0.065 * (0.55 + 0.12 * depth)
        sketch.line([start, end], half * 2)
        sketch.oval(*end, half * 0.96, half * 0.96)
        if depth == 0:
            ends.append(end)
            return
        for side in (-1, 1) if rng.random() < 0.6 else (-1, 0.1, 1):
            branch(end, bend + side * rng.uniform(0.28, 0.6), length * rng.uniform(0.68, 0.84), depth - 1)

    branch((x, foot), lean, tall * 0.3, 5)
    flare = [(0.05 * (1 - step / 10) ** 2.6 + 0.021, 0.16 * step / 10) for step in range(11)]
    left = [(x + tall * (up * math.tan(lean) - half), foot - tall * up) for half, up in flare]
    right = [(x + tall * (up * math.tan(lean) + half), foot - tall * up) for half, up in flare]
    sketch.polygon([*left, *reversed(right)])
    sketch.oval(x, foot, tall * 0.071, tall * 0.012)
    for end_x, end_y in ends:
        for _ in range(34):
            size = tall * rng.uniform(0.003, 0.0085)
            away = tall * 0.042
            sketch.oval(
                end_x + rng.gauss(0, away), end_y + rng.gauss(0, away), size, size * rng.uniform(0.5, 0.9)
            )
    return ends


def crowd(sketch: Sketch, rng: random.Random, width: int, floor: float, size: float, arms: float) -> None:
    """Draw the backs of a dancing crowd; `arms` is the share of people with a hand in the air."""
    x = -size
    while x < width + size:
        head = size * rng.uniform(0.25, 0.31)
        top = floor - size * rng.uniform(1.0, 1.5)
        sketch.oval(x, top, head * 0.84, head)
        sketch.oval(x, top + head * 2.5, head * 2.0, head * 1.45)
        sketch.polygon(
            [
                (x - head * 2, top + head * 2.5),
                (x + head * 2, top + head * 2.5),
                (x + size, floor),
                (x - size, floor),
            ]
        )
        for side in (-1, 1):
            if rng.random() < arms:
                elbow = (x + side * head * rng.uniform(2.0, 2.9), top + head * rng.uniform(-0.2, 1.0))
                hand = (
                    elbow[0] + side * head * rng.uniform(-0.9, 0.6),
                    elbow[1] - head * rng.uniform(2.0, 3.0),
                )
                sketch.line([(x + side * head * 1.6, top + head * 2.5), elbow, hand], head * 0.52)
                sketch.oval(elbow[0], elbow[1], head * 0.26, head * 0.26)
                sketch.oval(hand[0], hand[1] - head * 0.1, head * 0.36, head * 0.44)
        x += size * rng.uniform(0.75, 1.2)
