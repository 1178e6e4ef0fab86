import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useMemo, useState } from "react";
import type { ConnectionState } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import { Questions } from "../ask/questions.tsx";
import type { BrowsedItem, ItemGroup } from "../browse/item-list.tsx";
import { ItemList, NothingPicked } from "../browse/item-list.tsx";
import { Columns } from "../layout/columns.tsx";
import { usePane } from "../layout/pane.tsx";
import { writeTime } from "../log/wire-text.ts";
import { FailureCard } from "../part/failure-card.tsx";
import { Tag } from "../part/tag.tsx";
import { ResultPane } from "../result/result-pane.tsx";
import { useInspector } from "../state/inspector.tsx";
import { adviseAnswer } from "./advise-answer.ts";
import { isUnderWay, judgeTask } from "./judge-task.ts";
import type { ListedTask } from "./listed-task.ts";
import { joinTasks, newestKept, newestSeen, toolOf } from "./listed-task.ts";
import { OpenTask } from "./open-task.tsx";
import styles from "./task.module.css";
import { TaskDetail } from "./task-detail.tsx";
import { useKeptTasks } from "./use-kept-tasks.ts";

/** How many kept tasks are shown at first, and how many more on demand. */
const PAGE = 100;
const MOST = 1_000;

/** The tasks of a server: those that were seen on the wire and, of `mortise dev`, all that the server keeps. */
export function TaskView(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  const { address, go } = useAddress();
  const { show } = usePane();
  const [limit, setLimit] = useState(PAGE);
  const { value: kept, failure, refresh } = useKeptTasks(connection, limit);
  const all = useInspector((state) => state.tasks);
  const tasks = useMemo(() => {
    const seen = [...all.values()].filter((task) => task.connection === connection.id);
    return joinTasks(seen, kept?.tasks ?? []);
  }, [all, connection.id, kept]);
  const picked = address.item ?? tasks[0]?.id;
  // A task that the list does not have, such as an older one, is read by its id.
  const shown =
    tasks.find(({ id }) => id === picked) ?? (picked === undefined ? undefined : { id: picked });
  const { calls, call } = useCallsOf(connection.id, picked);
  return (
    <Columns
      list={
        <ItemList
          groups={toGroups(tasks)}
          label="Tasks"
          notice={
            failure !== undefined && (
              <FailureCard
                failure={failure}
                onRetry={refresh}
                title={
                  kept === undefined
                    ? "The tasks could not be read"
                    : "The tasks are as they were read last"
                }
              />
            )
          }
          onPick={(item) => {
            go({ item });
            show("main");
          }}
          picked={picked}
        >
          {kept?.hasMore === true && limit < MOST && (
            <Button
              className={styles["more"]}
              onClick={() => setLimit(limit + PAGE)}
              variant="default"
            >
              Show older tasks
            </Button>
          )}
          <OpenTask connection={connection} />
        </ItemList>
      }
      main={
        shown === undefined ? (
          <NothingPicked kind="task" />
        ) : (
          <TaskDetail
            key={shown.id}
            call={call}
            connection={connection}
            onChange={refresh}
            task={shown}
          />
        )
      }
      name="tasks"
      result={
        <ResultPane
          call={call}
          calls={calls}
          hint={shown === undefined ? FOLLOW : (adviseAnswer(shown, false) ?? FOLLOW)}
        >
          <Questions call={call} connection={connection.id} />
        </ResultPane>
      }
    />
  );
}

const FOLLOW = "Follow the task to see its result.";

/** A task that failed stands apart: it can be retried. */
function toGroups(tasks: readonly ListedTask[]): readonly ItemGroup[] {
  const failed = tasks.filter((task) => newestKept(task)?.isDead === true);
  const open = tasks.filter(isUnderWay);
  const ended = tasks.filter((task) => !open.includes(task) && !failed.includes(task));
  const retried = { heading: "Failed", empty: "", items: failed.map(taskItem) };
  return [
    {
      heading: "Under way",
      empty: "None: call a tool that becomes a task.",
      items: open.map(taskItem),
    },
    ...(failed.length > 0 ? [retried] : []),
    { heading: "Ended", empty: "None yet.", items: ended.map(taskItem) },
  ];
}

/** The call that a task answers and the waits for it, oldest first, and the one that is shown. */
function useCallsOf(connection: string, task: string | undefined) {
  const all = useInspector((state) => state.calls);
  const { address } = useAddress();
  const calls = useMemo(
    () =>
      [...all.values()].filter(
        (call) =>
          call.connection === connection &&
          (call.task === task || (call.method === "tasks/get" && call.params["taskId"] === task)),
      ),
    [all, connection, task],
  );
  const { call: id } = address.query;
  return { calls, call: calls.find((call) => call.id === id) ?? calls.at(-1) };
}

function taskItem(task: ListedTask): BrowsedItem {
  const { seen, kept, id } = task;
  const { text, tone } = judgeTask(task);
  const at = seen?.changes[0]?.at ?? Date.parse(kept?.createdAt ?? "");
  return {
    key: id,
    title: toolOf(task) ?? id,
    note: `${Number.isFinite(at) ? `${writeTime(at)} · ` : ""}${newestSeen(task)?.statusMessage ?? id}`,
    mark: <Tag tone={tone}>{text}</Tag>,
  };
}
