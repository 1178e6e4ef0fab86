import { elsewhereCases } from "./elsewhere-case.ts";
import { journalCases } from "./journal-case.ts";
import { ownerCases } from "./owner-case.ts";
import { restartCases } from "./restart-case.ts";
import { runCases } from "./run-case.ts";
import type { TaskEngineCase } from "./task-engine-case.ts";

/** The behaviour of every {@link TaskEngine}: run it on an engine of your own. */
export const taskEngineCases: readonly TaskEngineCase[] = [
  ...runCases,
  ...ownerCases,
  ...journalCases,
  ...restartCases,
  ...elsewhereCases,
];
