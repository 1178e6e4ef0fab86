import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import type { CallState, Failure } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import browse from "../browse/browse.module.css";
import { ItemHead } from "../browse/item-head.tsx";
import { SendBar } from "../browse/send-bar.tsx";
import { JsonTree } from "../json/json-tree.tsx";
import { writeTime } from "../log/wire-text.ts";
import { Icon } from "../part/icon.tsx";
import { ScrollBox } from "../part/scroll-box.tsx";
import { Tag } from "../part/tag.tsx";
import { useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";
import { TurnLink } from "../wire/turn-link.tsx";

/** One call that was made: its request, and making it again. */
export function CallDetail(props: { readonly call: CallState }): ReactNode {
  const { call } = props;
  const { control } = useLink();
  const { go } = useAddress();
  const [failure, setFailure] = useState<Failure>();
  const { connection, method, params, raw } = call;
  const again = async (): Promise<void> => {
    try {
      const sent =
        raw === undefined
          ? await control("call", { connection, method, params })
          : await control("raw", { connection, body: raw });
      go({ item: sent.call });
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  const subject = params["name"] ?? params["uri"];
  return (
    <section aria-label="Call" className={browse["pane"]}>
      <div className={browse["scroll"]}>
        <ItemHead
          description={undefined}
          marks={
            <>
              <Tag>{writeTime(call.startedAt)}</Tag>
              {call.rounds > 1 && <Tag>{call.rounds} rounds</Tag>}
              {raw !== undefined && <Tag tone="note">raw</Tag>}
            </>
          }
          name={method}
          title={typeof subject === "string" ? subject : method}
        />
        {raw === undefined ? (
          <JsonTree label="Request" value={params} />
        ) : (
          <ScrollBox className={browse["preview"]} label="Frame">
            {raw}
          </ScrollBox>
        )}
      </div>
      <SendBar failure={failure} onSend={() => void again()}>
        <Button leftSection={<Icon name="play" />} onClick={() => void again()}>
          Run again
        </Button>
        <Button onClick={() => go({ query: { log: `call:${call.id}` } })} variant="default">
          Show its frames
        </Button>
        <TurnLink call={call.id} />
      </SendBar>
    </section>
  );
}
