import type { Node } from "@babel/types";
import type { Module } from "../module/module.ts";
import { bare, memberValue, nameOf } from "../syntax/shape.ts";
import { writeLog } from "./log.ts";
import { replaceSending } from "./sending.ts";

interface Notification {
  readonly context: string;
  readonly notification: Node;
}

/** Rewrites a notification of progress or of a log, which belongs to a request. */
export function convertNotification(
  module: Module,
  call: Node,
  { context, notification }: Notification,
): boolean {
  const object = bare(notification);
  if (object.type !== "ObjectExpression") return false;
  const method = memberValue(object, "method");
  const params = memberValue(object, "params");
  const name = method && nameOf(bare(method));
  const values = params && bare(params);
  if (values?.type !== "ObjectExpression") return false;
  if (values.properties.some(({ type }) => type === "SpreadElement")) return false;
  if (name === "notifications/message") {
    return convertLog(module, call, { context, params: values });
  }
  if (name !== "notifications/progress") return false;
  const [progress, total, message] = ["progress", "total", "message"].map((key) =>
    memberValue(values, key),
  );
  if (!progress) return false;
  const given = [progress, total, message];
  const last = given.findLastIndex((each) => each !== undefined);
  replaceSending(module, call, () => {
    const args = given
      .slice(0, last + 1)
      .map((each) => (each ? module.editedTextOf(each) : "undefined"));
    return `${context}.progress(${args.join(", ")})`;
  });
  return true;
}

/** Rewrites a log message, whose level, data and logger stand in one object. */
export function convertLog(
  module: Module,
  call: Node,
  { context, params }: { readonly context: string; readonly params: Node },
): boolean {
  const object = bare(params);
  if (object.type !== "ObjectExpression") return false;
  const level = memberValue(object, "level");
  if (!level) return false;
  writeLog(module, call, {
    context,
    level,
    data: memberValue(object, "data"),
    logger: memberValue(object, "logger"),
  });
  return true;
}
