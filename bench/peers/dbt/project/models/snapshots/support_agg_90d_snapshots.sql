{{ freeze(ref('support_agg_90d'), ['support_tickets_90d', 'ticket_avg_resolution_hrs_90d']) }}
