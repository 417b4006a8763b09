select
    *,
    null::boolean as add_on_security,
    null::boolean as add_on_backup,
    null::boolean as add_on_device_protect,
    null::boolean as add_on_support
from {{ ref('raw_subscriptions') }}
