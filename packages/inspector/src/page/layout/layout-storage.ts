import type { LayoutStorage } from "react-resizable-panels";
import { isJsonObject } from "../../contract/index.ts";

/** The storage of the sizes of panels; other values, which another program of the same address kept, are ignored. */
export const layoutStorage: LayoutStorage = {
  getItem: (key) => {
    const text = localStorage.getItem(key);
    return text !== null && isLayout(text) ? text : null;
  },
  setItem: (key, text) => localStorage.setItem(key, text),
};

function isLayout(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && Object.values(value).every(Number.isFinite);
  } catch {
    return false;
  }
}
