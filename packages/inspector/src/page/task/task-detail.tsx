import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import type { CallState, ConnectionState, Failure, TaskState } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import browse from "../browse/browse.module.css";
import { ItemHead } from "../browse/item-head.tsx";
import { SendBar } from "../browse/send-bar.tsx";
import { JsonTree } from "../json/json-tree.tsx";
import { writeTime } from "../log/wire-text.ts";
import { FailureCard } from "../part/failure-card.tsx";
import { Icon } from "../part/icon.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";
import { adviseAnswer } from "./advise-answer.ts";
import { isUnderWay, judgeTask } from "./judge-task.ts";
import { KeptParts } from "./kept-parts.tsx";
import type { ListedTask } from "./listed-task.ts";
import { newestSeen, toolOf } from "./listed-task.ts";
import styles from "./task.module.css";
import { TaskFacts } from "./task-facts.tsx";
import { useFollow } from "./use-follow.ts";
import { useIsOperated, useKeptTask } from "./use-kept-tasks.ts";

interface TaskDetailProps {
  readonly connection: ConnectionState;
  readonly task: ListedTask;
  /** The call that waits for it, or did. */
  readonly call: CallState | undefined;
  /** Reads the list again after a change. */
  readonly onChange: () => void;
}

/** One task: its state, what has changed, and what can be done with it. */
export function TaskDetail(props: TaskDetailProps): ReactNode {
  const { connection, call, onChange } = props;
  const { value: inspected, failure, refresh } = useKeptTask(connection, props.task.id);
  const task = inspected === undefined ? props.task : { ...props.task, kept: inspected };
  const { seen } = task;
  const { text, tone } = judgeTask(task);
  const newest = newestSeen(task);
  const message = inspected?.statusMessage ?? newest?.statusMessage;
  const error = inspected?.error ?? newest?.error;
  const advice = adviseAnswer(task, call?.status === "running");
  const questions = isUnderWay(task) ? seen?.task.inputRequests : undefined;
  return (
    <section aria-label="Task" className={browse["pane"]}>
      <div className={browse["scroll"]}>
        <ItemHead
          description={describeState(task, message)}
          marks={<Tag tone={tone}>{text}</Tag>}
          name={task.id}
          title={toolOf(task) ?? "A task"}
        />
        {failure !== undefined && (
          <FailureCard failure={failure} onRetry={refresh} title="The task could not be read" />
        )}
        <TaskFacts task={task} />
        {inspected === undefined && questions !== undefined && (
          <>
            <h2 className={browse["subheading"]}>Open questions</h2>
            <JsonTree label="Open questions" value={questions} />
            {advice !== undefined && (
              <p className={browse["dim"]}>
                <VisibleText text={advice} />
              </p>
            )}
          </>
        )}
        {error !== undefined && <JsonTree label="Error" value={error} />}
        {inspected !== undefined && <KeptParts advice={advice} task={inspected} />}
        {seen !== undefined && <Changes state={seen} />}
      </div>
      <TaskBar
        call={call}
        connection={connection}
        hasSteps={(inspected?.steps.length ?? 0) > 0}
        onChange={() => {
          refresh();
          onChange();
        }}
        task={task}
      />
    </section>
  );
}

function describeState({ seen, kept }: ListedTask, message: string | undefined) {
  if (seen?.gone !== undefined) return `The server answers: ${seen.gone}`;
  if (seen !== undefined || kept !== undefined) return message;
  return "This page has seen nothing of the task yet; read its result to learn how far it is.";
}

/** The buttons of a task. */
function TaskBar(props: TaskDetailProps & { readonly hasSteps: boolean }): ReactNode {
  const { connection, task, call, onChange } = props;
  const { control } = useLink();
  const { go } = useAddress();
  const { follow, failure: refusal } = useFollow(connection.id);
  const isOperated = useIsOperated(connection);
  const [failure, setFailure] = useState<Failure>();
  const isOpen = isUnderWay(task);
  const isFollowed = call?.status === "running";
  const begin = (): void => void follow(task.id);
  const run = (work: Promise<unknown>): void => {
    work.then(
      () => {
        setFailure(undefined);
        onChange();
      },
      (error: unknown) => setFailure(failureOf(error)),
    );
  };
  const own = { connection: connection.id, task: task.id };
  const retry = (fromStart: boolean): void => run(control("retry-task", { ...own, fromStart }));
  const cancel = (): void => {
    const params = { taskId: task.id };
    const asked = { connection: connection.id, method: "tasks/cancel", params };
    run(isOperated ? control("cancel-task", own) : control("call", asked));
  };
  return (
    <SendBar failure={failure ?? refusal} onSend={begin}>
      <Button
        disabled={isFollowed}
        leftSection={<Icon name="play" />}
        onClick={begin}
        title="Waits for the end as a client does, and puts the questions of the task to you"
      >
        {isFollowed ? "Followed" : isOpen ? "Follow" : "Read the result"}
      </Button>
      {task.kept?.isDead === true && (
        <Button
          onClick={() => retry(false)}
          title="Begins again with all attempts; steps that are done are not run again"
          variant="default"
        >
          Retry
        </Button>
      )}
      {task.kept?.isDead === true && props.hasSteps && (
        <Button
          onClick={() => retry(true)}
          title="Begins again and forgets the steps and answers"
          variant="default"
        >
          Start over
        </Button>
      )}
      {isOpen && (
        <Button onClick={cancel} variant="default">
          Cancel the task
        </Button>
      )}
      {task.seen !== undefined && (
        <Button
          onClick={() => go({ query: { log: task.id } })}
          title="Shows what crossed the wire for this task"
          variant="default"
        >
          Frames
        </Button>
      )}
    </SendBar>
  );
}

/** Every state that was seen, the newest last. */
function Changes(props: { readonly state: TaskState }): ReactNode {
  return (
    <>
      <h2 className={browse["subheading"]}>Seen so far</h2>
      <ol aria-label="Seen so far" className={styles["changes"]}>
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
