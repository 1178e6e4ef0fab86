import { createTwoFilesPatch } from "diff";

const CONTEXT = 3;

/** Describes what changed in a file as a unified diff, which `patch` and `git apply` take. */
export function describeChange(path: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, "", "", {
    context: CONTEXT,
  });
  return patch.slice(patch.indexOf("---")).replaceAll("\t\n", "\n");
}
