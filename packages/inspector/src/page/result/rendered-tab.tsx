import type { ReactNode } from "react";
import type { CallState } from "../../contract/index.ts";
import { isJsonObject } from "../../contract/index.ts";
import { JsonTree } from "../json/json-tree.tsx";
import { FailureCard } from "../part/failure-card.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { ContentBlock, ResourceBlock } from "./content-block.tsx";
import styles from "./result.module.css";

/** A result as it is meant to be seen, or the kind of its failure. */
export function RenderedTab(props: {
  readonly call: CallState;
  readonly result: unknown;
}): ReactNode {
  const { call, result } = props;
  if (call.error !== undefined) return <RpcError error={call.error} />;
  if (call.failure !== undefined) {
    const isCancelled = call.failure.code === "TASK_CANCELLED";
    const title = isCancelled ? "The task was cancelled" : "The request did not come to an answer";
    return <FailureCard failure={call.failure} title={title} />;
  }
  if (call.status === "cancelled")
    return <p className={styles["quiet"]}>The call was cancelled.</p>;
  if (!isJsonObject(result)) return <JsonTree label="Result" value={result} />;
  const content = listOf(result["content"]);
  const isError = result["isError"] === true;
  const hasStructured = "structuredContent" in result;
  const known = ["content", "contents", "messages", "structuredContent"];
  return (
    <div className={styles["blocks"]} data-is-error={isError}>
      {isError && (
        <p className={styles["toolError"]}>
          The tool reports its own failure (<code>isError</code>); the model sees the content below.
        </p>
      )}
      {hasStructured && <Structured call={call} value={result["structuredContent"]} />}
      {!hasStructured && Array.isArray(call.output) && <OutputFaults faults={call.output} />}
      {content.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of one result never move
        <ContentBlock key={at} block={block} connection={call.connection} />
      ))}
      {listOf(result["contents"]).map((contents, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of one result never move
        <ResourceBlock key={at} contents={contents} />
      ))}
      {listOf(result["messages"]).map((message, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the messages of one result never move
        <Message key={at} connection={call.connection} message={message} />
      ))}
      {!known.some((name) => name in result) && <JsonTree label="Result" value={result} />}
      {content.length === 0 && "content" in result && !hasStructured && (
        <p className={styles["quiet"]}>The result has no content.</p>
      )}
    </div>
  );
}

function RpcError(props: { readonly error: NonNullable<CallState["error"]> }): ReactNode {
  const { error } = props;
  return (
    <section className={styles["rpcError"]} role="alert">
      <h3>JSON-RPC error {error.code}</h3>
      <p>
        <VisibleText text={error.message} />
      </p>
      {error.data !== undefined && <JsonTree label="Data of the error" value={error.data} />}
    </section>
  );
}

function Structured(props: { readonly call: CallState; readonly value: unknown }): ReactNode {
  const { output } = props.call;
  return (
    <section aria-label="Structured content" className={styles["structured"]}>
      <div className={styles["structuredHead"]}>
        <span>structured</span>
        {output === "valid" && <Tag tone="ok">✓ matches outputSchema</Tag>}
        {output === undefined && <Tag>no outputSchema</Tag>}
        {Array.isArray(output) && <Tag tone="bad">does not match outputSchema</Tag>}
      </div>
      {Array.isArray(output) && <OutputFaults faults={output} />}
      <JsonTree label="Structured content" value={props.value} />
    </section>
  );
}

function OutputFaults(props: {
  readonly faults: readonly { readonly pointer: string; readonly message: string }[];
}): ReactNode {
  return (
    <ul className={styles["faults"]}>
      {props.faults.map(({ pointer, message }) => (
        <li key={`${pointer} ${message}`}>
          <code>{pointer === "" ? "(whole)" : pointer}</code> <VisibleText text={message} />
        </li>
      ))}
    </ul>
  );
}

function Message(props: { readonly connection: string; readonly message: unknown }): ReactNode {
  const { message } = props;
  if (!isJsonObject(message)) return <JsonTree label="Message" value={message} />;
  return (
    <section className={styles["message"]}>
      <Tag tone={message["role"] === "assistant" ? "accent" : "plain"}>
        {String(message["role"])}
      </Tag>
      <ContentBlock block={message["content"]} connection={props.connection} />
    </section>
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
