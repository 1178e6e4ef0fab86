import { expect, test } from "vitest";
import { classifyAddress, literalAddress } from "./address-class.ts";

test.each([
  ["8.8.8.8", "public"],
  ["2606:4700:4700::1111", "public"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["0.0.0.0", "loopback"],
  ["::1", "loopback"],
  ["::", "loopback"],
  ["10.1.2.3", "private"],
  ["172.16.0.1", "private"],
  ["172.32.0.1", "public"],
  ["192.168.1.1", "private"],
  ["100.64.0.1", "private"],
  ["100.128.0.1", "public"],
  ["fd00:ec2::254", "private"],
  ["169.254.169.254", "link-local"],
  ["fe80::1%eth0", "link-local"],
  ["0.1.2.3", "reserved"],
  ["192.0.2.1", "reserved"],
  ["198.18.0.1", "reserved"],
  ["224.0.0.1", "reserved"],
  ["255.255.255.255", "reserved"],
  ["::ffff:127.0.0.1", "loopback"],
  ["::ffff:7f00:1", "loopback"],
  ["0:0:0:0:0:ffff:a9fe:a9fe", "link-local"],
  ["::ffff:8.8.8.8", "public"],
  ["64:ff9b::10.0.0.1", "private"],
  ["64:ff9b::808:808", "public"],
  ["64:ff9b:1::1", "reserved"],
  ["::127.0.0.1", "reserved"],
  ["2002:7f00:1::", "reserved"],
  ["2001:0:7f00:1::", "reserved"],
  ["2001:db8::1", "reserved"],
  ["ff02::1", "reserved"],
  ["100::1", "reserved"],
  ["example.com", "reserved"],
])("%s is %s", (address, expected) => {
  expect(classifyAddress(address)).toBe(expected);
});

test.each([
  ["http://2130706433/", "127.0.0.1"],
  ["http://0x7f000001/", "127.0.0.1"],
  ["http://0177.0.0.1/", "127.0.0.1"],
  ["http://127.1/", "127.0.0.1"],
  ["http://１２７.0.0.1/", "127.0.0.1"],
  ["http://127.0.0.1./", "127.0.0.1"],
  ["http://[::ffff:127.0.0.1]/", "::ffff:7f00:1"],
  ["http://0xa9.0xfe.0xa9.0xfe/", "169.254.169.254"],
  ["http://localhost/", undefined],
  ["http://127.0.0.1.example/", undefined],
])("the host of %s is the address %s", (url, address) => {
  expect(literalAddress(new URL(url))).toBe(address);
});
