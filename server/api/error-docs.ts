/** docs/errors.md, made from the one table of errors. */
import { ERRORS, KINDS, type ErrorCode } from '../../model/errors.js';

/** Markdown. */
export function errorDocs(): string {
  const codes = (Object.keys(ERRORS) as ErrorCode[]).sort();
  const rows = codes.map((code) => {
    const { kind, title } = ERRORS[code];
    const { http, grpc, exit } = KINDS[kind];
    return `| \`${code}\` | ${title} | ${http} | ${grpc} | ${exit} |`;
  });
  return [...HEAD, ...rows, ''].join('\n');
}

const HEAD = [
  '# Errors',
  '',
  'Generated from `model/errors.ts` by `scripts/generate-error-docs`; do not edit.',
  '',
  'REST answers a failure as `application/problem+json` (RFC 9457) with `type` = `/problems/CODE`, `title`, `status`,',
  '`detail`, `code`, `errors` (JSON pointers into the body) and `requestId`. `ovctl` prints it to stderr and exits with the',
  'status given here. Codes are stable: they may be relied on, their texts may not.',
  '',
  '| Code | Meaning | HTTP | gRPC | ovctl exit |',
  '| --- | --- | --- | --- | --- |',
];
