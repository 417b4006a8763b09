select * from {{ ref('raw_labels') }}
