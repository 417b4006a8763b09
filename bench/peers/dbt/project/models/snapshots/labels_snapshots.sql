{{ freeze(ref('labels'), ['churn_label']) }}
