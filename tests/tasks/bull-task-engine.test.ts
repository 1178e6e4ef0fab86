import { taskEngineCases } from "@mortise/testing";
import { describe, test } from "vitest";
import { bull } from "./bull-store.ts";

describe("tasks on BullMQ", () => {
  test.skipIf(bull.missing !== undefined).each(taskEngineCases)("$name", ({ run }) =>
    run({ open: bull.create().open }),
  );
});
