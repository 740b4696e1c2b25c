/** Changes of packet filter chains as nftables tells them, those of iptables-nft too (<linux/netfilter/nf_tables.h>). */
import { findAttribute, textOf, type NetlinkMessage } from './message.js';

export const NETLINK_NETFILTER = 12;
/** Multicast group. */
export const NFNLGRP_NFTABLES = 7;

const NFNL_SUBSYS_NFTABLES = 10;
const NFGENMSG_BYTES = 4;

const NFT_MSG_NEWTABLE = 0;
const NFT_MSG_DELTABLE = 2;
const NFT_MSG_NEWCHAIN = 3;
const NFT_MSG_DELCHAIN = 5;
const NFT_MSG_NEWRULE = 6;
const NFT_MSG_DELRULE = 8;
const NFT_MSG_NEWGEN = 15;

/** NFTA_TABLE_NAME, NFTA_CHAIN_TABLE and NFTA_RULE_TABLE. */
const NFTA_TABLE = 1;
const NFTA_RULE_CHAIN = 2;
const NFTA_CHAIN_NAME = 3;
const NFTA_GEN_PROC_PID = 2;

export type ChainChange =
  /** NFPROTO_IPV4 is 2, NFPROTO_IPV6 10. Without a chain: of the table as a whole. */
  | { readonly family: number; readonly table: string; readonly chain: string | undefined }
  /** Of the transaction whose changes were told before: the process that made it. */
  | { readonly madeBy: number };

/** Undefined for what is no change of chains: sets, flowtables. */
export function readChainChange({ type, body }: NetlinkMessage): ChainChange | undefined {
  if (type >> 8 !== NFNL_SUBSYS_NFTABLES || body.length < NFGENMSG_BYTES) return undefined;
  const attribute = (wanted: number): Buffer | undefined =>
    findAttribute(body, NFGENMSG_BYTES, wanted);
  const kind = type & 0xff;
  if (kind === NFT_MSG_NEWGEN) {
    const pid = attribute(NFTA_GEN_PROC_PID);
    return { madeBy: pid?.length === 4 ? pid.readUInt32BE(0) : 0 };
  }
  const chainAt = CHAIN_OF[kind];
  const table = textOf(attribute(NFTA_TABLE));
  if (chainAt === undefined || table === undefined) return undefined;
  const chain = chainAt === 0 ? undefined : textOf(attribute(chainAt));
  return { family: body.readUInt8(0), table, chain };
}

/** Message → attribute with the chain's name, 0: none. */
const CHAIN_OF: Readonly<Record<number, number>> = {
  [NFT_MSG_NEWTABLE]: 0,
  [NFT_MSG_DELTABLE]: 0,
  [NFT_MSG_NEWCHAIN]: NFTA_CHAIN_NAME,
  [NFT_MSG_DELCHAIN]: NFTA_CHAIN_NAME,
  [NFT_MSG_NEWRULE]: NFTA_RULE_CHAIN,
  [NFT_MSG_DELRULE]: NFTA_RULE_CHAIN,
};
