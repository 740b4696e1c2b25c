/** Rows of the dashboard about what managers do. */
import { q, quantiles, rate, SELECTED, type Row } from './panel.js';

export const MANAGER_ROWS: readonly Row[] = [
  {
    title: 'Is it well?',
    panels: [
      {
        title: 'Leader',
        description: 'One manager leads; every manager knows who.',
        unit: 'short',
        queries: [
          q(`sum(ovnet_raft_is_leader{${SELECTED}})`, 'leading'),
          q(`sum(ovnet_raft_has_leader{${SELECTED}})`, 'know a leader'),
          q(`max by (role) (ovnet_raft_members{${SELECTED}})`, '{{role}}s'),
        ],
      },
      {
        title: 'Workers by convergence',
        description: 'Who holds the newest revision that concerns them.',
        unit: 'short',
        queries: [q(`max by (state) (ovnet_convergence_workers{${SELECTED}})`, '{{state}}')],
      },
      {
        title: 'Convergence lag',
        description: 'Age of the oldest change that a connected worker has not acknowledged.',
        unit: 's',
        queries: [q(`max(ovnet_convergence_lag_seconds{${SELECTED}})`, 'longest')],
      },
      {
        title: 'Nodes',
        description: 'As the liveness of the leader has it.',
        unit: 'short',
        queries: [q(`max by (role, status) (ovnet_nodes{${SELECTED}})`, '{{role}} {{status}}')],
      },
    ],
  },
  {
    title: 'How long does a change take?',
    panels: [
      {
        title: 'Request',
        description: 'REST, waits for convergence included.',
        unit: 's',
        queries: quantiles('ovnet_http_request_duration_seconds', ['method']),
      },
      {
        title: 'Commit',
        description: 'Until a majority holds the entry.',
        unit: 's',
        queries: quantiles('ovnet_raft_commit_duration_seconds'),
      },
      {
        title: 'Log sync',
        description: 'The disk under the log, per manager.',
        unit: 's',
        queries: quantiles('ovnet_raft_log_sync_duration_seconds', ['instance']),
      },
      {
        title: 'Apply to the state',
        description: 'One command, feeds and watches told.',
        unit: 's',
        queries: quantiles('ovnet_state_apply_duration_seconds'),
      },
      {
        title: 'Apply to the kernel',
        description: 'On workers, from the frame to the acknowledgement.',
        unit: 's',
        queries: quantiles('ovnet_agent_apply_duration_seconds'),
      },
      {
        title: 'Change to acknowledgement',
        description: 'From the leader stamping a change to a worker holding it.',
        unit: 's',
        queries: quantiles('ovnet_convergence_duration_seconds'),
      },
    ],
  },
  {
    title: 'Consensus',
    panels: [
      {
        title: 'Writes',
        description: 'On the leader, by what came of them.',
        unit: 'ops',
        queries: [q(rate('ovnet_raft_proposals_total', 'outcome'), '{{outcome}}')],
      },
      {
        title: 'Refusals',
        description: 'Commands that the state has refused, by code.',
        unit: 'ops',
        queries: [q(rate('ovnet_state_refusals_total', 'code'), '{{code}}')],
      },
      {
        title: 'Leader changes',
        description: 'Seen by each manager in an hour.',
        unit: 'short',
        queries: [q(`increase(ovnet_raft_leader_changes_total{${SELECTED}}[1h])`, '{{instance}}')],
      },
      {
        title: 'Follower lag',
        description: 'Entries that the member furthest behind lacks.',
        unit: 'short',
        queries: [q(`ovnet_raft_follower_lag_entries{${SELECTED}}`, '{{instance}}')],
      },
      {
        title: 'Log on the disk',
        description: 'Size of the log, and room left on its file system.',
        unit: 'bytes',
        queries: [
          q(`ovnet_raft_log_bytes{${SELECTED}}`, 'log {{instance}}'),
          q(`ovnet_data_directory_free_bytes{${SELECTED}}`, 'free {{instance}}'),
        ],
      },
      {
        title: 'Snapshots',
        description: 'States sent whole, and received, in an hour.',
        unit: 'short',
        queries: [
          q(
            `sum by (result) (increase(ovnet_raft_snapshots_sent_total{${SELECTED}}[1h]))`,
            'sent: {{result}}',
          ),
          q(`sum(increase(ovnet_raft_snapshots_installed_total{${SELECTED}}[1h]))`, 'installed'),
        ],
      },
    ],
  },
  {
    title: 'Feeds and agents',
    panels: [
      {
        title: 'Agents',
        description: 'Per manager; blocked ones do not read as fast as they are sent to.',
        unit: 'short',
        queries: [
          q(`ovnet_dispatch_sessions{${SELECTED}}`, '{{instance}}'),
          q(`ovnet_dispatch_blocked_sessions{${SELECTED}}`, 'blocked {{instance}}'),
        ],
      },
      {
        title: 'Reuse of encoded frames',
        description: 'How many agents one encoded delta serves.',
        unit: 'short',
        queries: [
          q(
            `${rate('ovnet_dispatch_updates_total', 'type')} / ${rate('ovnet_feed_encodings_total', 'type')}`,
            '{{type}}',
          ),
        ],
      },
      {
        title: 'Bytes per update',
        description: 'Mean size of what one agent is sent.',
        unit: 'bytes',
        queries: [
          q(
            `${rate('ovnet_dispatch_update_bytes_total', 'type')} / ${rate('ovnet_dispatch_updates_total', 'type')}`,
            '{{type}}',
          ),
        ],
      },
      {
        title: 'Resumes',
        description: 'Networks that connecting agents held already: what they had to be sent.',
        unit: 'ops',
        queries: [q(rate('ovnet_dispatch_resumes_total', 'result'), '{{result}}')],
      },
      {
        title: 'Watches and requests in flight',
        description: 'Per manager.',
        unit: 'short',
        queries: [
          q(`ovnet_watches{${SELECTED}}`, 'watches {{instance}}'),
          q(`ovnet_http_requests_in_flight{${SELECTED}}`, 'requests {{instance}}'),
        ],
      },
    ],
  },
];
