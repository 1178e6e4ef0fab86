import { useState } from "react";
import type { Failure } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import { usePane } from "../layout/pane.tsx";
import { useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";

/** Waits for the end of a task, and shows the wait. */
export interface FollowHook {
  readonly follow: (task: string) => Promise<void>;
  readonly failure: Failure | undefined;
}

export function useFollow(connection: string): FollowHook {
  const { control } = useLink();
  const { go } = useAddress();
  const { show } = usePane();
  const [failure, setFailure] = useState<Failure>();
  const follow = async (task: string): Promise<void> => {
    try {
      const { call } = await control("follow-task", { connection, task });
      setFailure(undefined);
      go({ item: task, query: { call } });
      show("result");
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return { follow, failure };
}
