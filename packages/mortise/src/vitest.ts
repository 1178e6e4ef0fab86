import type { MortiseMatchers } from "@mortise/testing";
import { mortiseMatchers } from "@mortise/testing";
import { expect } from "vitest";

// A module of its own, because projects with another test runner do not have vitest.
declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends MortiseMatchers<R> {}
}

expect.extend(mortiseMatchers);
