"""Draws charts as SVG on the server: Figure 4, the speed trace, the GPS track and the film strip."""

import math
from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

from api.views.figures import Month, SpeedPoint, Strip, TrackPoint

METRES_PER_DEGREE = 111_320  # of latitude; enough for a scale bar

WIDTH, HEIGHT = 760, 320
LEFT, RIGHT, TOP, BOTTOM = 48, 610, 18, 280

Share = Callable[[Month], float | None]
SHARES: tuple[tuple[str, str, Share], ...] = (
    ("positive", "Positive", lambda month: month.percent(month.positive)),
    ("nfa", "No further action", lambda month: month.percent(month.no_further_action)),
    ("other", "Other", lambda month: month.percent(month.other)),
)


def element(tag: str, *children: str, **attributes: object) -> Markup:
    """One SVG element; in attribute names _ stands for - and a trailing _ is dropped; text is escaped."""
    written = Markup("").join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), _written(value))
        for name, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(tag, written, Markup("").join(escape(child) for child in children))


def _written(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def figure_4(months: Sequence[Month]) -> Markup:
    """Submissions as bars; positive, no further action and other as lines in per cent of what was decided."""
    step = (RIGHT - LEFT) / max(1, len(months))
    top_count = _round_up(max((month.submissions for month in months), default=1))
    centres = [LEFT + step * (place + 0.5) for place in range(len(months))]
    parts = [*_axes(top_count)]
    for centre, month in zip(centres, months, strict=True):
        height = (BOTTOM - TOP) * month.submissions / top_count
        bar = {"x": centre - step * 0.32, "y": BOTTOM - height, "width": step * 0.64, "height": height}
        parts.append(element("rect", class_="chart-bar", **bar))
        parts.append(element("text", f"{month.starts_on:%b}", class_="chart-tick", x=centre, y=BOTTOM + 18))
        if month.starts_on.month == 1 or month is months[0]:
            parts.append(element("text", f"{month.starts_on:%Y}", class_="chart-tick", x=centre, y=BOTTOM + 34))
    for name, label, share in SHARES:
        parts.extend(_line(name, label, centres, [share(month) for month in months]))
    parts.extend(_line_labels(months))
    return element(
        "svg", *parts, class_="chart", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=figure_4_finding(months)
    )


def _axes(top_count: int) -> list[Markup]:
    parts = []
    for quarter in range(5):
        y = BOTTOM - (BOTTOM - TOP) * quarter / 4
        parts.append(element("line", class_="chart-grid", x1=LEFT, x2=RIGHT, y1=y, y2=y))
        count = f"{top_count * quarter // 4:,}"
        parts.append(element("text", count, class_="chart-tick chart-tick--left", x=LEFT - 8, y=y + 4))
    return parts


def _line(name: str, label: str, centres: list[float], shares: list[float | None]) -> list[Markup]:
    """A line that stops where too few were decided, with a mark of its own shape at each month."""
    known = [(x, _height(share)) for x, share in zip(centres, shares, strict=True) if share is not None]
    stretches: list[list[tuple[float, float]]] = [[]]
    for x, share in zip(centres, shares, strict=True):
        if share is None:
            stretches.append([])
        else:
            stretches[-1].append((x, _height(share)))
    lines = [
        element("polyline", class_=f"chart-line chart-line--{name}", points=_points(stretch))
        for stretch in stretches
        if len(stretch) > 1
    ]
    return [*lines, *(_mark(name, label, x, y) for x, y in known)]


def _mark(name: str, label: str, x: float, y: float) -> Markup:
    shape = {
        "positive": f"M{x - 4.5:.1f} {y:.1f}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",
        "nfa": f"M{x - 4:.1f} {y - 4:.1f}h8v8h-8z",
        "other": f"M{x:.1f} {y - 5:.1f}l5 9h-10z",
    }[name]
    return element("path", element("title", label), class_=f"chart-mark chart-mark--{name}", d=shape)


def _line_labels(months: Sequence[Month]) -> list[Markup]:
    """Each line's name and last figure at its right end, moved apart where they would touch."""
    ends: list[tuple[float, str, str]] = []
    for name, label, share in SHARES:
        last = next((found for month in reversed(months) if (found := share(month)) is not None), None)
        if last is not None:
            ends.append((_height(last), name, f"{label} {last:.0f} %"))
    labels = []
    lowest_free = 0.0
    for height, name, words in sorted(ends):
        y = max(height, lowest_free)
        lowest_free = y + 17
        labels.append(element("text", words, class_=f"chart-label chart-label--{name}", x=RIGHT + 8, y=y + 4))
    return labels


def figure_4_finding(months: Sequence[Month]) -> str:
    """What the chart shows, in one sentence."""
    known = [(month, share) for month in months if (share := month.percent(month.positive)) is not None]
    if not known:
        return "Too few reports have been decided to show percentages."
    (first, before), (last, now) = known[0], known[-1]
    if first is last:
        return f"In {last.starts_on:%B %Y} {now:.0f} % of decided reports led to a positive outcome."
    verb = "rose" if now > before + 0.5 else "fell" if now < before - 0.5 else "stayed"
    change = f"stayed at {now:.0f} %" if verb == "stayed" else f"{verb} from {before:.0f} % to {now:.0f} %"
    return f"Positive outcomes {change} between {first.starts_on:%B %Y} and {last.starts_on:%B %Y}."


def _height(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share / 100


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _round_up(count: int) -> int:
    """The next number of submissions that divides into four even steps: 4, 8, 20, 40, 200, 2,000, 2,400."""
    if count <= 4:
        return 4
    step = max(4, int(10 ** int(math.log10(count))) * 4 // 10)
    return math.ceil(count / step) * step


def speed_trace(
    points: Sequence[SpeedPoint],
    duration_s: float,
    limit_mph: int | None = None,
    *,
    width: int = 1000,
    height: int = 34,
) -> Markup:
    """The camera vehicle's speed over the footage, stretched to the time axis it stands under."""
    top = max([point.mph for point in points] + [float(limit_mph or 0)]) * 1.15 or 1.0
    parts = []
    if limit_mph:
        y = height - height * limit_mph / top
        parts.append(element("line", class_="trace-limit", x1=0, x2=width, y1=y, y2=y))
    places = [(width * point.seconds / (duration_s or 1), height - height * point.mph / top) for point in points]
    parts.append(element("polyline", class_="trace-line", points=_points(places)))
    fastest = max((point.mph for point in points), default=0.0)
    return element(
        "svg",
        *parts,
        class_="trace",
        viewBox=f"0 0 {width} {height}",
        preserveAspectRatio="none",
        role="img",
        aria_label=f"Camera vehicle speed, at most {fastest:.0f} mph by its GPS",
    )


def gps_track(points: Sequence[TrackPoint], incident_at_s: float | None = None) -> Markup:
    """The camera's way, north up, with a scale bar and the incident marked; no map lies beneath."""
    width, height, margin = 460.0, 116.0, 16.0
    middle = points[len(points) // 2]
    shrink = math.cos(math.radians(middle.lat))
    metres = [
        ((point.lon - middle.lon) * METRES_PER_DEGREE * shrink, (middle.lat - point.lat) * METRES_PER_DEGREE)
        for point in points
    ]
    across, down = [x for x, _ in metres], [y for _, y in metres]
    span_x, span_y = max(across) - min(across), max(down) - min(down)
    scale = min((width - 2 * margin) / max(span_x, 20), (height - 2 * margin) / max(span_y, 20))
    places = [
        (
            width / 2 + (x - (max(across) + min(across)) / 2) * scale,
            height / 2 + (y - (max(down) + min(down)) / 2) * scale,
        )
        for x, y in metres
    ]
    parts = [element("polyline", class_="track-line", points=_points(places))]
    parts.append(element("circle", class_="track-start", cx=places[0][0], cy=places[0][1], r=4))
    parts.append(element("circle", class_="track-end", cx=places[-1][0], cy=places[-1][1], r=4))
    parts.append(
        element("text", "Start", class_="track-text", x=max(places[0][0] - 14, 4.0), y=max(places[0][1] - 9, 12.0))
    )
    if incident_at_s is not None:
        nearest = min(range(len(points)), key=lambda place: abs(points[place].seconds - incident_at_s))
        parts.append(element("circle", class_="track-incident", cx=places[nearest][0], cy=places[nearest][1], r=7))
        x, y = min(places[nearest][0] + 10, width - 60), places[nearest][1] + 20
        parts.append(element("text", "Incident", class_="track-text", x=x, y=min(y, height - 4)))
    parts.extend(_scale_bar(scale, height))
    words = "GPS track of the camera" + (", the incident marked" if incident_at_s is not None else "")
    return element("svg", *parts, class_="track", viewBox=f"0 0 {width:.0f} {height:.0f}", role="img", aria_label=words)


def _scale_bar(pixels_per_metre: float, height: float) -> list[Markup]:
    length = next((m for m in (10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if m * pixels_per_metre >= 40), 10_000)
    words = f"{length} m" if length < 1000 else f"{length // 1000} km"
    end = 12 + length * pixels_per_metre
    return [
        element("path", class_="track-scale", d=f"M12 {height - 10:.0f}H{end:.0f}"),
        element("text", words, class_="track-text", x=end + 6, y=height - 6),
    ]


def film_strip(strip: Strip, tiles: int = 14) -> Markup:
    """Small frames of the footage side by side, evenly spaced, each cropped to its share of the width."""
    tiles = min(tiles, strip.count)
    sheet = (strip.columns * strip.frame_width, strip.rows * strip.frame_height)
    parts = []
    for tile in range(tiles):
        frame = tile * strip.count // tiles
        row, column = divmod(frame, strip.columns)
        image = element("image", href=strip.url, width=sheet[0], height=sheet[1])
        box = f"{column * strip.frame_width} {row * strip.frame_height} {strip.frame_width} {strip.frame_height}"
        parts.append(
            element(
                "svg",
                image,
                x=f"{100 * tile / tiles:.3f}%",
                width=f"{100 / tiles:.3f}%",
                height="100%",
                viewBox=box,
                preserveAspectRatio="xMidYMid slice",
            )
        )
    return element("svg", *parts, class_="film", aria_hidden="true")
