import { Button, Textarea } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { ChatModel, ConnectionState, Failure } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import { EmptyNote } from "../part/empty-note.tsx";
import { Icon } from "../part/icon.tsx";
import { Tag } from "../part/tag.tsx";
import { useInspector, useLink } from "../state/inspector.tsx";
import { failureOf, writeFailure } from "../stream/failure-of.ts";
import styles from "./chat.module.css";
import { Turn } from "./turn.tsx";

/** An agent that uses every connected server, and the conversation with it. */
export function ChatView(_props: { readonly connection: ConnectionState }): ReactNode {
  const power = useInspector((state) => state.info?.power);
  if (power === "own") {
    return (
      <EmptyNote title="The chat needs the token of the terminal">
        <p>Open the URL that the command printed; its end holds the token.</p>
      </EmptyNote>
    );
  }
  return <Conversation />;
}

function Conversation(): ReactNode {
  const { control } = useLink();
  const { address } = useAddress();
  const turns = useInspector((state) => state.turns);
  const list = useMemo(() => [...turns.values()], [turns]);
  const isRunning = list.at(-1)?.status === "running";
  const [failure, setFailure] = useState<Failure>();
  const end = useRef<HTMLDivElement>(null);
  const last = list.at(-1);
  useEffect(() => {
    // A turn that an address names stays in view; otherwise the newest text does.
    if (last !== undefined && address.item === undefined) {
      end.current?.scrollIntoView({ block: "nearest" });
    }
  }, [last, address.item]);

  const run: RunRequest = async (work) => {
    try {
      await work();
      setFailure(undefined);
      return true;
    } catch (error) {
      setFailure(failureOf(error));
      return false;
    }
  };
  return (
    <section aria-label="Chat" className={styles["chat"]}>
      <ChatHead
        canClear={list.length > 0}
        known={last?.model}
        onClear={() => void run(() => control("chat-clear", {}))}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keys */}
      <div aria-label="Conversation" className={styles["turns"]} role="log" tabIndex={0}>
        {list.length === 0 && <NoTurns />}
        {list.map((turn) => (
          <Turn key={turn.id} isNamed={turn.id === address.item} turn={turn} />
        ))}
        <div ref={end} />
      </div>
      {failure !== undefined && (
        <p className={styles["fault"]} role="alert">
          {writeFailure(failure)}
        </p>
      )}
      <Compose isRunning={isRunning} run={run} />
    </section>
  );
}

/** Carries a request to the process out, and returns whether it was taken. */
type RunRequest = (work: () => Promise<unknown>) => Promise<boolean>;

/** The message that is being written; Enter sends it, and Shift with Enter begins a line. */
function Compose(props: { readonly isRunning: boolean; readonly run: RunRequest }): ReactNode {
  const { isRunning, run } = props;
  const { control } = useLink();
  const [message, setMessage] = useState("");
  const send = async (): Promise<void> => {
    if (message.trim() === "" || isRunning) return;
    if (await run(() => control("chat", { message }))) setMessage("");
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <form
      className={styles["compose"]}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        aria-label="Message"
        autosize
        className={styles["message"]}
        maxLength={100_000}
        maxRows={8}
        minRows={1}
        onChange={(event) => setMessage(event.currentTarget.value)}
        onKeyDown={onKey}
        placeholder="Ask something that the servers can answer"
        value={message}
      />
      {isRunning ? (
        <Button
          leftSection={<Icon name="stop" />}
          onClick={() => void run(() => control("chat-stop", {}))}
          variant="default"
        >
          Stop
        </Button>
      ) : (
        <Button leftSection={<Icon name="play" />} type="submit">
          Send
        </Button>
      )}
    </form>
  );
}

/** The model that answers, said before the first message. */
function ChatHead(props: {
  readonly known: ChatModel | undefined;
  readonly canClear: boolean;
  readonly onClear: () => void;
}): ReactNode {
  const { control } = useLink();
  const [found, setFound] = useState<ChatModel>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    const abort = new AbortController();
    control("chat-model", {}, abort.signal).then(setFound, (error: unknown) => {
      if (!abort.signal.aborted) setFailure(failureOf(error));
    });
    return () => abort.abort();
  }, [control]);
  const model = props.known ?? found;
  return (
    <header className={styles["head"]}>
      <h2 className={styles["title"]}>Chat</h2>
      {model !== undefined && <Tag tone={model.isOffline ? "warn" : "note"}>{model.label}</Tag>}
      {model?.isOffline === true && (
        <span className={styles["note"]}>
          No language model: rules choose the tools. Set ANTHROPIC_API_KEY, OPENAI_API_KEY or
          GEMINI_API_KEY in the terminal for one, or start with --model.
        </span>
      )}
      {model === undefined && failure !== undefined && (
        <span className={styles["fault"]} role="alert">
          {writeFailure(failure)}
        </span>
      )}
      <span className={styles["spacer"]} />
      {props.canClear && (
        <Button leftSection={<Icon name="trash" />} onClick={props.onClear} variant="default">
          Clear
        </Button>
      )}
    </header>
  );
}

function NoTurns(): ReactNode {
  return (
    <EmptyNote title="Ask the servers something">
      <p>
        The agent uses the tools of every connected server. Each call is in the wire log, and a tool
        that is not marked as read-only asks you first.
      </p>
    </EmptyNote>
  );
}
