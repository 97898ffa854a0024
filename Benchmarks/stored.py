"""A JSON file of results that several commands may add to at once, whole or not at all."""
import fcntl
import json
import os


def read(path, empty):
    """What stands in the file; `empty` where there is none."""
    if not path or not os.path.exists(path):
        return empty
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def change(path, empty, edited):
    """Replaces what stands in the file by `edited` of it, and returns that; without a path, `edited`
    of `empty`. A list gets a line for each element."""
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
