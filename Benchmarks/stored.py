"""A JSON file of results that several commands can update at the same time, atomically."""
import fcntl
import json
import os


def read(path, empty):
    """Returns the contents of the file; `empty` if there is none."""
    if not path or not os.path.exists(path):
        return empty
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def change(path, empty, edited):
    """Replaces the contents of the file by `edited(contents)` and returns them; without a path,
    returns `edited(empty)`. A list is written with one line per element."""
    if not path:
        return edited(empty)
    folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        value = edited(read(path, empty))
        if isinstance(value, list):
            lines = [json.dumps(element, ensure_ascii=False) for element in value]
            text = "[\n" + ",\n".join(lines) + "\n]\n"
        else:
            text = json.dumps(value, indent=1, sort_keys=True)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(path + ".new", path)
        return value
    finally:
        os.close(folder)
