#!/usr/bin/env python3
"""Grades one submission to `MY_TOPIC`, in the image that runtime.json names.

Classroom 50 starts it in the student's repository and reads `result.json` there. It ends
with 0 if there is a verdict, whatever it is, and with something else if there is none.
"""

import pathlib
import subprocess
import sys

PLACES = ("exercises/MY_FOLDER/student.rs", "student.rs")

repository = pathlib.Path.cwd()
submission = next((place for place in PLACES if (repository / place).is_file()), PLACES[0])
result = repository / "result.json"
ran = subprocess.run(["/usr/local/bin/judge", str(repository / submission), f"classroom50={result}"])
if ran.returncode != 0 and result.exists():
    # What says that there is no result is no result: Classroom 50 has its own.
    print(result.read_text(errors="replace"))
    result.unlink()
sys.exit(ran.returncode)
