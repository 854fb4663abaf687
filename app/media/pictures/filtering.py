"""A chain of FFmpeg filters for frames of one size and one format."""

from av.filter import Graph

Steps = tuple[tuple[str, str], ...]


def filter_chain(size: tuple[int, int], pixels: str, colours: str, steps: Steps, threads: int) -> Graph:
    """Return a chain for frames of this size, format and `matrix:range=...`. One frame in gives one out.

    Each step is a filter's name and its arguments.
    """
    graph = Graph()
    graph.threads = threads
    source = f"video_size={size[0]}x{size[1]}:pix_fmt={pixels}:time_base=1/90000:colorspace={colours}"
    node = graph.add("buffer", source)
    for name, arguments in (*steps, ("buffersink", "")):
        following = graph.add(name, arguments or None)
        node.link_to(following)
        node = following
    graph.configure()
    return graph
