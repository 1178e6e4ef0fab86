import type { SavedCall } from "../../contract/index.ts";
import type { SavedCalls } from "../state/saved-calls.ts";
import type { Controls } from "./controls.ts";

/** Makes the requests that act on saved calls; `publish` passes the calls on after each change. */
export function savedControls(
  saved: SavedCalls,
  publish: (calls: readonly SavedCall[]) => void,
): Controls {
  try {
    publish(saved.read());
  } catch {
    // A file that holds something else is reported by the first change, and the page works without it.
    publish([]);
  }
  return {
    save: ({ call }) => {
      const id = saved.save(call);
      publish(saved.read());
      return { id };
    },
    unsave: ({ id }) => {
      saved.remove(id);
      publish(saved.read());
      return {};
    },
  };
}
