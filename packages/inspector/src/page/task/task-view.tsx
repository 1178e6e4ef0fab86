import type { ReactNode } from "react";
import { useMemo } from "react";
import type { ConnectionState, TaskState } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import { Questions } from "../ask/questions.tsx";
import type { BrowsedItem } from "../browse/item-list.tsx";
import { ItemList, NothingPicked } from "../browse/item-list.tsx";
import { Columns } from "../layout/columns.tsx";
import { usePane } from "../layout/pane.tsx";
import { writeTime } from "../log/wire-text.ts";
import { Tag } from "../part/tag.tsx";
import { ResultPane } from "../result/result-pane.tsx";
import { useInspector } from "../state/inspector.tsx";
import { isUnderWay, judgeTask } from "./judge-task.ts";
import { OpenTask } from "./open-task.tsx";
import { TaskDetail } from "./task-detail.tsx";

/** The tasks of a server that were seen on the wire: the list, one of them, and its result. */
export function TaskView(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  const { address, go } = useAddress();
  const { show } = usePane();
  const all = useInspector((state) => state.tasks);
  const tasks = useMemo(
    () => [...all.values()].filter((task) => task.connection === connection.id).toReversed(),
    [all, connection.id],
  );
  const picked = address.item ?? tasks[0]?.task.taskId;
  const shown = tasks.find(({ task }) => task.taskId === picked);
  const { calls, call } = useCallsOf(connection.id, picked);
  return (
    <Columns
      list={
        <ItemList
          groups={[
            {
              heading: "Under way",
              empty: "None: call a tool that becomes a task.",
              items: tasks.filter(isUnderWay).map(taskItem),
            },
            {
              heading: "Ended",
              empty: "None yet.",
              items: tasks.filter((task) => !isUnderWay(task)).map(taskItem),
            },
          ]}
          label="Tasks"
          onPick={(item) => {
            go({ item });
            show("main");
          }}
          picked={picked}
        >
          <OpenTask connection={connection} />
        </ItemList>
      }
      main={
        shown === undefined ? (
          <NothingPicked kind="task" />
        ) : (
          <TaskDetail key={shown.task.taskId} call={call} state={shown} />
        )
      }
      name="tasks"
      result={
        <ResultPane call={call} calls={calls} hint="Follow the task to see its result.">
          <Questions call={call} connection={connection.id} />
        </ResultPane>
      }
    />
  );
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

function taskItem(state: TaskState): BrowsedItem {
  const { task, tool, changes } = state;
  const { text, tone } = judgeTask(state);
  const at = changes[0]?.at;
  return {
    key: task.taskId,
    title: tool ?? task.taskId,
    note: `${at === undefined ? "" : `${writeTime(at)} · `}${task.statusMessage ?? task.taskId}`,
    mark: <Tag tone={tone}>{text}</Tag>,
  };
}
