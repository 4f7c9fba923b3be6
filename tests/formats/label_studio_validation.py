"""Label Studio's own validation, in a process of its own: its packages stay out of ours.

Reads {"configuration": ..., "tasks": [...]} from standard input and prints, as JSON, which parts
of the tasks it does not take.
"""

from __future__ import annotations

import json
import sys
import warnings

import reader_packages


def main() -> None:
    """Validate what comes in."""
    sys.path.insert(0, str(reader_packages.PACKAGES))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from label_studio_sdk.label_interface import LabelInterface

    asked = json.load(sys.stdin)
    interface = LabelInterface(asked["configuration"])
    interface.validate()
    refused = []
    for number, task in enumerate(asked["tasks"]):
        if not interface.validate_task({"data": task["data"]}):
            refused.append([number, "data"])
        refused += [
            [number, "annotation"]
            for annotation in task["annotations"]
            if not interface.validate_annotation(annotation)
        ]
        refused += [
            [number, "prediction"]
            for prediction in task.get("predictions", ())
            if not interface.validate_prediction(prediction)
        ]
    print(json.dumps(refused))


if __name__ == "__main__":
    main()
