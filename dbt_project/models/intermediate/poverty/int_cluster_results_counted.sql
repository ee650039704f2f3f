-- A household without a cluster was drawn by itself and is its own.
with households as (

    select
        *,
        coalesce(stratum, '') as design_stratum,
        coalesce(cluster_key, household_key) as design_cluster_key
    from {{ ref('fct_household') }}
    where stratum is not null or cluster_key is not null

),

final as (

    select
        survey_round,
        village_code,
        design_stratum as stratum,
        design_cluster_key as cluster_key,
        count(*) as households_surveyed,
        {%- for estimate in estimates() %}
        count(case when {{ estimate.condition }} then 1 end) as {{ estimate.column }}_households,
        {{ weighted_sum(estimate.condition, estimate.part) }} as {{ estimate.column }}_part,
        {{ weighted_sum(estimate.condition, estimate.whole) }} as {{ estimate.column }}_whole{{ ',' if not loop.last }}
        {%- endfor %}
    from households
    group by survey_round, village_code, design_stratum, design_cluster_key

)

select * from final
