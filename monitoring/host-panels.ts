/** Rows of the dashboard about workers, room and processes. */
import { q, quantiles, rate, SELECTED, type Row } from './panel.js';

export const HOST_ROWS: readonly Row[] = [
  {
    title: 'Workers',
    panels: [
      {
        title: 'Drift repaired',
        description: 'Changes by others than the agent, put right.',
        unit: 'ops',
        queries: [q(rate('ovnet_agent_drift_repaired_total', 'object'), '{{object}}')],
      },
      {
        title: 'Not applied',
        description: 'Endpoints and networks that a kernel does not hold.',
        unit: 'short',
        queries: [q(`ovnet_agent_failures{${SELECTED}} > 0`, '{{instance}}')],
      },
      {
        title: 'Kernel operations',
        description: 'By what they do.',
        unit: 'ops',
        queries: [q(rate('ovnet_agent_kernel_operations_total', 'operation'), '{{operation}}')],
      },
      {
        title: 'Names',
        description: 'Queries of workloads, by what came of them.',
        unit: 'ops',
        queries: [q(rate('ovnet_dns_queries_total', 'result'), '{{result}}')],
      },
      {
        title: 'Loss between hosts',
        description: 'Share of echo requests to the tunnel ends of others that do not come back.',
        unit: 'percentunit',
        queries: [q(`max by (peer) (ovnet_probe_loss_ratio{${SELECTED}}) > 0`, '{{peer}}')],
      },
      {
        title: 'Round trip between hosts',
        description: 'The slowest way to each.',
        unit: 's',
        queries: [q(`max by (peer) (ovnet_probe_rtt_seconds{${SELECTED}})`, '{{peer}}')],
      },
      {
        title: 'Kernel time',
        description: 'One round of operations; one look at everything.',
        unit: 's',
        queries: quantiles('ovnet_agent_kernel_duration_seconds', ['phase']),
      },
    ],
  },
  {
    title: 'Room',
    panels: [
      {
        title: 'Subnets by use',
        description: 'From 80 % on high.',
        unit: 'short',
        queries: [q(`max by (usage) (ovnet_ipam_subnets{${SELECTED}})`, '{{usage}}')],
      },
      {
        title: 'Fullest subnet',
        description: 'Used part of the subnet that has the least left.',
        unit: 'percentunit',
        queries: [q(`max(ovnet_ipam_fullest_subnet_ratio{${SELECTED}})`, 'used')],
      },
      {
        title: 'Objects',
        description: 'In the state.',
        unit: 'short',
        queries: [q(`max by (kind) (ovnet_state_objects{${SELECTED}})`, '{{kind}}')],
      },
      {
        title: 'Certificates',
        description: 'When they cease to be valid.',
        unit: 'dateTimeFromNow',
        queries: [
          q(
            `min by (certificate) (ovnet_certificate_expiry_timestamp_seconds{${SELECTED}}) * 1000`,
            '{{certificate}}',
          ),
        ],
      },
    ],
  },
  {
    title: 'Processes',
    panels: [
      {
        title: 'Event loop lateness',
        description: 'Longest since the last scrape: a late loop is a late heartbeat.',
        unit: 's',
        queries: [
          q(`ovnet_process_event_loop_lateness_seconds{${SELECTED}, quantile="1"}`, '{{instance}}'),
        ],
      },
      {
        title: 'Processor',
        description: 'Cores used.',
        unit: 'short',
        queries: [q(rate('ovnet_process_cpu_seconds_total', 'instance'), '{{instance}}')],
      },
      {
        title: 'Resident memory',
        description: 'Per daemon.',
        unit: 'bytes',
        queries: [q(`ovnet_process_resident_memory_bytes{${SELECTED}}`, '{{instance}}')],
      },
    ],
  },
];
