import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { SavedCall } from "../../contract/index.ts";
import browse from "../browse/browse.module.css";
import { ItemHead } from "../browse/item-head.tsx";
import { SendBar } from "../browse/send-bar.tsx";
import { JsonTree } from "../json/json-tree.tsx";
import { usePane } from "../layout/pane.tsx";
import { Icon } from "../part/icon.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useLink } from "../state/inspector.tsx";
import type { SavedRuns } from "./use-saved-runs.ts";

/** One saved call: its request, the result that is expected, and where the last run differs. */
export function SavedDetail(props: {
  readonly saved: SavedCall;
  readonly runs: SavedRuns;
}): ReactNode {
  const { saved, runs } = props;
  const { control } = useLink();
  const { show } = usePane();
  const last = runs.runOf(saved);
  const run = (): void => {
    void runs.run(saved);
    show("result");
  };
  return (
    <section aria-label="Saved call" className={browse["pane"]}>
      <div className={browse["scroll"]}>
        <ItemHead
          description={undefined}
          marks={<Tag>{saved.expect === undefined ? "must not fail" : "compared"}</Tag>}
          name={saved.method}
          title={saved.name}
        />
        {last !== undefined && last.differences.length > 0 && (
          <ul aria-label="Differences" className={browse["fault"]}>
            {last.differences.map(({ pointer, text }) => (
              <li key={`${pointer} ${text}`}>
                {pointer !== "" && <code>{pointer}</code>} <VisibleText text={text} />
              </li>
            ))}
          </ul>
        )}
        {last?.verdict === "passed" && <p>The result is as expected.</p>}
        <JsonTree label="Request" value={saved.params} />
        {saved.expect !== undefined && (
          <>
            <h2 className={browse["subheading"]}>Expected</h2>
            <JsonTree label="Expected result" value={saved.expect} />
          </>
        )}
      </div>
      <SendBar failure={last?.failure} onSend={run}>
        <Button leftSection={<Icon name="play" />} onClick={run}>
          Run
        </Button>
        <Button
          onClick={() => {
            control("unsave", { id: saved.id }).catch(() => undefined);
          }}
          variant="default"
        >
          Remove
        </Button>
      </SendBar>
    </section>
  );
}
