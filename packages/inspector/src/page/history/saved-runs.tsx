import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { ConnectionState, SavedCall } from "../../contract/index.ts";
import browse from "../browse/browse.module.css";
import { Icon } from "../part/icon.tsx";
import { targetOf } from "../saved/target-of.ts";
import { writeTest } from "../saved/write-test.ts";
import { saveFile } from "../wire/save-file.ts";
import type { SavedRuns as Runs } from "./use-saved-runs.ts";

/** Runs every saved call, and writes all of them as a test. */
export function SavedRuns(props: {
  readonly connection: ConnectionState;
  readonly saved: readonly SavedCall[];
  readonly runs: Runs;
}): ReactNode {
  const { connection, saved, runs } = props;
  const done = saved.map((one) => runs.runOf(one)?.verdict);
  const passed = done.filter((verdict) => verdict === "passed").length;
  const failed = done.filter((verdict) => verdict === "failed").length;
  const runAll = async (): Promise<void> => {
    for (const one of saved) await runs.run(one);
  };
  return (
    <div className={browse["callBar"]}>
      <Button leftSection={<Icon name="play" />} onClick={() => void runAll()} variant="default">
        Run all
      </Button>
      <Button
        leftSection={<Icon name="download" />}
        onClick={() =>
          saveFile("saved-calls.test.ts", writeTest(targetOf(connection), saved), "text/typescript")
        }
        variant="default"
      >
        Test
      </Button>
      {passed + failed > 0 && (
        <span className={failed > 0 ? browse["fault"] : browse["dim"]} role="status">
          {passed} passed, {failed} failed
        </span>
      )}
    </div>
  );
}
