import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import type { CallState, Failure, TaskState } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import browse from "../browse/browse.module.css";
import { ItemHead } from "../browse/item-head.tsx";
import { SendBar } from "../browse/send-bar.tsx";
import { JsonTree } from "../json/json-tree.tsx";
import { writeTime } from "../log/wire-text.ts";
import { Icon } from "../part/icon.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";
import { endOfTask, isUnderWay, judgeTask } from "./judge-task.ts";
import styles from "./task.module.css";
import { useFollow } from "./use-follow.ts";

/** One task: its state, what has changed, and what can be done with it. */
export function TaskDetail(props: {
  readonly state: TaskState;
  /** The call that waits for it, or did. */
  readonly call: CallState | undefined;
}): ReactNode {
  const { state, call } = props;
  const { task, connection, gone } = state;
  const { control } = useLink();
  const { go } = useAddress();
  const { follow, failure: refusal } = useFollow(connection);
  const [failure, setFailure] = useState<Failure>();
  const { text, tone } = judgeTask(state);
  const isOpen = isUnderWay(state);
  const isFollowed = call?.status === "running";
  const begin = (): void => void follow(task.taskId);
  const cancel = (): void => {
    control("call", { connection, method: "tasks/cancel", params: { taskId: task.taskId } }).then(
      () => setFailure(undefined),
      (error: unknown) => setFailure(failureOf(error)),
    );
  };
  return (
    <section aria-label="Task" className={browse["pane"]}>
      <div className={browse["scroll"]}>
        <ItemHead
          description={gone === undefined ? task.statusMessage : `The server answers: ${gone}`}
          marks={<Tag tone={tone}>{text}</Tag>}
          name={task.taskId}
          title={state.tool ?? "A task"}
        />
        <Facts state={state} />
        {isOpen && task.inputRequests !== undefined && (
          <>
            <h2 className={browse["subheading"]}>Open questions</h2>
            <JsonTree label="Open questions" value={task.inputRequests} />
          </>
        )}
        {task.error !== undefined && <JsonTree label="Error" value={task.error as never} />}
        <Changes state={state} />
      </div>
      <SendBar failure={failure ?? refusal} onSend={begin}>
        <Button
          disabled={isFollowed}
          leftSection={<Icon name="play" />}
          onClick={begin}
          title="Waits for the end, and puts the questions of the task to you"
        >
          {isFollowed ? "Followed" : isOpen ? "Follow" : "Read the result"}
        </Button>
        <Button disabled={!isOpen} onClick={cancel} variant="default">
          Cancel the task
        </Button>
        <Button onClick={() => go({ query: { log: task.taskId } })} variant="default">
          Show its frames
        </Button>
      </SendBar>
    </section>
  );
}

function Facts(props: { readonly state: TaskState }): ReactNode {
  const { task, lane } = props.state;
  const end = endOfTask(task);
  const facts: readonly (readonly [string, string])[] = [
    ["Client", lane],
    ["Created", task.createdAt],
    ["Changed", task.lastUpdatedAt],
    ["Kept until", end === undefined ? "no limit" : new Date(end).toISOString()],
    [
      "Asked every",
      task.pollIntervalMs === undefined ? "as you like" : `${task.pollIntervalMs} ms`,
    ],
  ];
  return (
    <dl className={styles["facts"]}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <VisibleText text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Every state that was seen, the newest last. */
function Changes(props: { readonly state: TaskState }): ReactNode {
  return (
    <>
      <h2 className={browse["subheading"]}>Seen so far</h2>
      <ol className={styles["changes"]}>
        {props.state.changes.map(({ at, status, message }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two changes may be alike in everything
          <li key={index}>
            <time>{writeTime(at)}</time>
            <span>{status}</span>
            {message !== undefined && <VisibleText text={message} />}
          </li>
        ))}
      </ol>
    </>
  );
}
