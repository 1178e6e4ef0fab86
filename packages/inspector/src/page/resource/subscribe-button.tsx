import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import type { ConnectionState, Failure } from "../../contract/index.ts";
import browse from "../browse/browse.module.css";
import { useLink } from "../state/inspector.tsx";
import { failureOf, writeFailure } from "../stream/failure-of.ts";

/** Follows a resource, or stops to; says plainly when the server reports no changes. */
export function SubscribeButton(props: {
  readonly connection: ConnectionState;
  readonly uri: string;
}): ReactNode {
  const { connection, uri } = props;
  const { control } = useLink();
  const [failure, setFailure] = useState<Failure>();
  const isOn = connection.subscriptions.includes(uri);
  if (connection.capabilities?.resources?.subscribe !== true && !isOn) {
    return <p className={browse["dim"]}>The server does not report changes of resources.</p>;
  }
  const toggle = (): void => {
    control("subscribe", { connection: connection.id, uri, isOn: !isOn }).then(
      () => setFailure(undefined),
      (error: unknown) => setFailure(failureOf(error)),
    );
  };
  return (
    <div>
      <Button aria-pressed={isOn} onClick={toggle} variant={isOn ? "light" : "default"}>
        {isOn ? "Subscribed: stop" : "Subscribe to changes"}
      </Button>
      {failure !== undefined && (
        <p className={browse["fault"]} role="alert">
          {writeFailure(failure)}
        </p>
      )}
    </div>
  );
}
