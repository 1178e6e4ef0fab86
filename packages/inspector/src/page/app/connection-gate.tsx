import type { ReactNode } from "react";
import type { ConnectionState } from "../../contract/index.ts";
import { EmptyNote } from "../part/empty-note.tsx";
import { FailureCard } from "../part/failure-card.tsx";
import parts from "../part/part.module.css";
import { useLink } from "../state/inspector.tsx";
import { nameConnection } from "./connection-text.ts";

/** Shows why a server is not connected; an open view stays whatever happens, as once its lists were read. */
export function ConnectionGate(props: {
  readonly connection: ConnectionState;
  readonly isOpen: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const { connection, isOpen } = props;
  const { control } = useLink();
  const retry = (): void => {
    control("connect", { connection: connection.id }).catch(() => undefined);
  };
  const { failure, signInUrl, status } = connection;
  return (
    <>
      {!isOpen && <h1 className={parts["hidden"]}>{nameConnection(connection)}</h1>}
      {failure !== undefined && status !== "connected" && status !== "stale" && (
        <FailureCard
          failure={failure}
          onRetry={retry}
          title={`${nameConnection(connection)} (${connection.kind === "stdio" ? "stdio" : "HTTP"}) ${status === "needs-auth" ? "needs a sign-in" : "is not connected"}`}
        />
      )}
      {status === "signing-in" && <SignIn url={signInUrl} />}
      {!isOpen && status === "connecting" && (
        <EmptyNote title={`Connecting to ${nameConnection(connection)}`}>
          <p>
            <code>{connection.target}</code>
          </p>
        </EmptyNote>
      )}
      {!isOpen && status === "disconnected" && failure === undefined && (
        <EmptyNote title={`${nameConnection(connection)} is disconnected`}>
          <button onClick={retry} type="button">
            Connect
          </button>
        </EmptyNote>
      )}
      {isOpen && props.children}
    </>
  );
}

function SignIn(props: { readonly url: string | undefined }): ReactNode {
  const { url } = props;
  const isWeb = url !== undefined && /^https?:\/\//iu.test(url);
  return (
    <EmptyNote title="The server asks for a sign-in">
      {isWeb ? (
        <p>
          Sign in at{" "}
          <a href={url} rel="noopener noreferrer" target="_blank">
            {new URL(url).host}
          </a>
          ; this page goes on by itself.
        </p>
      ) : (
        <p>Follow the sign-in in the terminal; this page goes on by itself.</p>
      )}
    </EmptyNote>
  );
}
