import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { IconButton } from "../part/icon-button.tsx";
import styles from "./app.module.css";

const KEYS: readonly (readonly [keys: readonly string[], effect: string])[] = [
  [["Ctrl", "K"], "Search tools, resources, prompts, servers and actions"],
  [["Ctrl", "Enter"], "Send the call"],
  [["Esc"], "Close what is open, leave a field"],
  [["/"], "Go to the filter of the list"],
  [["↑", "↓"], "Walk through the list"],
  [["Alt", "1 … 9"], "Go to a tab of the server"],
  [["w"], "Wire log: full height, and back"],
  [["?"], "This list"],
];

/** Every key of the page. */
export function HotkeyList(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Modal.Root centered lockScroll={false} onClose={props.onClose} opened={props.isOpen}>
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label="Keys" radius={8}>
        <Modal.Body>
          <div className={styles["dialogHead"]}>
            <h2>Keys</h2>
            <IconButton icon="cross" label="Close" onClick={props.onClose} />
          </div>
          <table className={styles["hotkeys"]}>
            <tbody>
              {KEYS.map(([keys, effect]) => (
                <tr key={effect}>
                  <td>
                    {keys.map((key) => (
                      <kbd key={key} className={styles["key"]}>
                        {key}
                      </kbd>
                    ))}
                  </td>
                  <td>{effect}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
