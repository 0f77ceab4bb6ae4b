#!/usr/bin/env bash
# Grades one submission. Without a verdict the result is not gradable: no attempt is taken.
mkdir -p /grade/results
judge /grade/student prairielearn=/grade/results/results.json /grade/tests/solution.rs
