-- Read at an as_of, a history is what a snapshot of that as_of is.
(select user_id, contract_type, net_service, monthly_fee from {{ ref('subscriptions_history') }}
except select user_id, contract_type, net_service, monthly_fee from {{ ref('subscriptions_profile_snapshots') }})
union all
(select user_id, contract_type, net_service, monthly_fee from {{ ref('subscriptions_profile_snapshots') }}
except select user_id, contract_type, net_service, monthly_fee from {{ ref('subscriptions_history') }})
