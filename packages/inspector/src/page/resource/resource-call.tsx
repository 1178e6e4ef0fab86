import { Button } from "@mantine/core";
import type { Resource } from "@mortise/protocol";
import type { ReactNode } from "react";
import { useEffect, useRef, useState } from "react";
import type { ConnectionState } from "../../contract/index.ts";
import browse from "../browse/browse.module.css";
import { ItemHead } from "../browse/item-head.tsx";
import { SendBar } from "../browse/send-bar.tsx";
import { useRequest } from "../browse/use-request.ts";
import { writeBytes } from "../log/wire-text.ts";
import { Icon } from "../part/icon.tsx";
import { Tag } from "../part/tag.tsx";
import { useInspector } from "../state/inspector.tsx";
import { resourceKey } from "../state/page-state.ts";
import { SubscribeButton } from "./subscribe-button.tsx";

/** One resource: read it, and follow its changes. */
export function ResourceCall(props: {
  readonly connection: ConnectionState;
  readonly uri: string;
  /** Left out for a URI that the server does not list. */
  readonly resource: Resource | undefined;
}): ReactNode {
  const { connection, uri, resource } = props;
  const { request, failure } = useRequest(connection.id);
  const [follows, setFollows] = useState(true);
  const updatedAt = useInspector((state) => state.updates.get(resourceKey(connection.id, uri)));
  const seen = useRef(updatedAt);
  const read = (): void => void request("resources/read", { uri });

  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    if (updatedAt === seen.current) return;
    seen.current = updatedAt;
    if (follows) latest.current();
  }, [updatedAt, follows]);

  return (
    <section aria-label="Resource" className={browse["pane"]}>
      <div className={browse["scroll"]}>
        <ItemHead
          description={resource?.description}
          marks={
            <>
              {resource?.mimeType !== undefined && <Tag>{resource.mimeType}</Tag>}
              {typeof resource?.size === "number" && <Tag>{writeBytes(resource.size)}</Tag>}
              {resource === undefined && <Tag tone="warn">not listed</Tag>}
            </>
          }
          name={uri}
          title={resource?.title ?? resource?.name ?? uri}
        />
        <SubscribeButton connection={connection} uri={uri} />
        {connection.capabilities?.resources?.subscribe === true && (
          <label className={browse["check"]}>
            <input
              checked={follows}
              onChange={({ currentTarget }) => setFollows(currentTarget.checked)}
              type="checkbox"
            />
            read again when the server reports a change
          </label>
        )}
      </div>
      <SendBar failure={failure} onSend={read}>
        <Button leftSection={<Icon name="play" />} onClick={read}>
          Read
        </Button>
      </SendBar>
    </section>
  );
}
