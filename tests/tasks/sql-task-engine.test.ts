import { taskEngineCases } from "@mortise/testing";
import { describe, test } from "vitest";
import { postgres, sqlite } from "./test-store.ts";

describe.each([postgres, sqlite])("tasks on $name", ({ missing, create }) => {
  test.skipIf(missing !== undefined).each(taskEngineCases)("$name", ({ run }) =>
    run({ open: create().open }),
  );
});
