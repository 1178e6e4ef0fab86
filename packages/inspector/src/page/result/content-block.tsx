import type { ReactNode } from "react";
import { isJsonObject } from "../../contract/index.ts";
import { AddressLink } from "../address/use-address.tsx";
import { formatBytes } from "../json/format-bytes.ts";
import { JsonTree } from "../json/json-tree.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import styles from "./result.module.css";
import { TextBlock } from "./text-block.tsx";

/** A block of a result or of a prompt's message, as it is meant to be seen. */
export function ContentBlock(props: {
  readonly connection: string;
  readonly block: unknown;
}): ReactNode {
  const { block, connection } = props;
  if (!isJsonObject(block)) return <JsonTree label="Content" value={block} />;
  switch (block["type"]) {
    case "text":
      return <TextBlock text={String(block["text"])} />;
    case "image":
    case "audio":
      return <Media data={block["data"]} mimeType={block["mimeType"]} />;
    case "resource_link":
      return <ResourceCard connection={connection} resource={block} />;
    case "resource":
      return <Embedded connection={connection} resource={block["resource"]} />;
    default:
      return <JsonTree label="Content" value={block} />;
  }
}

/** The contents of a resource. */
export function ResourceBlock(props: { readonly contents: unknown }): ReactNode {
  const { contents } = props;
  if (!isJsonObject(contents)) return <JsonTree label="Contents" value={contents} />;
  const { mimeType } = contents;
  if (typeof contents["text"] === "string") {
    const type = typeof mimeType === "string" ? { mimeType } : {};
    return <TextBlock {...type} text={contents["text"]} />;
  }
  return <Media data={contents["blob"]} mimeType={mimeType} />;
}

const SHOWN_MEDIA = /^(?<kind>image|audio|video)\/[\w.+-]+$/u;
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/u;

/** Pictures, sound and films come from the result itself, never from an address. */
function Media(props: { readonly data: unknown; readonly mimeType: unknown }): ReactNode {
  const mimeType = String(props.mimeType ?? "application/octet-stream");
  const data = typeof props.data === "string" ? props.data : "";
  const kind = SHOWN_MEDIA.exec(mimeType)?.groups?.["kind"];
  const bytes = Math.floor((data.replaceAll(/[\s=]/gu, "").length * 3) / 4);
  const url = `data:${mimeType};base64,${data}`;
  return (
    <figure className={styles["media"]}>
      {kind === "image" && BASE64.test(data) && (
        <img alt={`The result, of type ${mimeType}`} className={styles["image"]} src={url} />
      )}
      {kind === "audio" && BASE64.test(data) && (
        // biome-ignore lint/a11y/useMediaCaption: the protocol has no captions
        <audio controls src={url} />
      )}
      {kind === "video" && BASE64.test(data) && (
        // biome-ignore lint/a11y/useMediaCaption: the protocol has no captions
        <video className={styles["image"]} controls src={url} />
      )}
      <figcaption>
        <Tag>{mimeType}</Tag> {formatBytes(bytes)}
        {!BASE64.test(data) && <Tag tone="bad">not base64</Tag>}
        {kind === undefined && <SaveLink bytes={data} />}
      </figcaption>
    </figure>
  );
}

function SaveLink(props: { readonly bytes: string }): ReactNode {
  return (
    <a download="result.bin" href={`data:application/octet-stream;base64,${props.bytes}`}>
      Save
    </a>
  );
}

function ResourceCard(props: {
  readonly connection: string;
  readonly resource: Readonly<Record<string, unknown>>;
}): ReactNode {
  const { resource, connection } = props;
  const uri = String(resource["uri"]);
  const title = resource["title"] ?? resource["name"];
  return (
    <div className={styles["card"]}>
      <Tag tone="accent">resource</Tag>
      <AddressLink to={{ connection, tab: "resources", item: uri }}>
        <VisibleText text={typeof title === "string" ? title : uri} />
      </AddressLink>
      <code className={styles["uri"]}>
        <VisibleText text={uri} />
      </code>
      {typeof resource["description"] === "string" && (
        <p className={styles["cardText"]}>
          <VisibleText text={resource["description"]} />
        </p>
      )}
    </div>
  );
}

function Embedded(props: { readonly connection: string; readonly resource: unknown }): ReactNode {
  const { resource, connection } = props;
  if (!isJsonObject(resource)) return <JsonTree label="Content" value={resource} />;
  return (
    <div className={styles["embedded"]}>
      <ResourceCard connection={connection} resource={{ uri: resource["uri"] }} />
      <ResourceBlock contents={resource} />
    </div>
  );
}
