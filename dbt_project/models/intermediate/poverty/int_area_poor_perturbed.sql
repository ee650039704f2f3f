with counted as (

    select * from {{ ref('int_area_poor_joined') }}

),

salted as (

    select
        counted.*,
        salts.round_salt
    from counted
    left join {{ ref('int_round_salts_summed') }} as salts on counted.survey_round = salts.survey_round

),

keyed as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        category,
        disaggregation_status,
        cutoff_column,
        cutoff_k,
        households_surveyed,
        members_surveyed,
        households_surveyed - households_dropped as households,
        members_surveyed - members_dropped as members,
        households_dropped,
        members_dropped,
        households_poor_then as households_poor,
        members_poor_then as members_poor,
        deprivation_sum_then as deprivation_sum,
        {{ weighted('households_surveyed') }} - {{ weighted('households_dropped') }} as households_weighted,
        {{ weighted('members_surveyed') }} - {{ weighted('members_dropped') }} as members_weighted,
        {{ weighted('households_poor_then') }} as households_poor_weighted,
        {{ weighted('members_poor_then') }} as members_poor_weighted,
        {{ weighted('deprivation_sum_then') }} as deprivation_sum_weighted,
        {{ cell('households_surveyed_keys', "'dropped'", category_of_row()) }} as dropped_cell,
        {{ cell('households_poor_then_keys', "'poor'", category_of_row()) }} as poor_cell
    from salted

),

perturbed as (

    select
        keyed.*,
        {{ perturbed('keyed.households_dropped', 'dropped') }} as noisy_dropped,
        {{ perturbed_members('keyed.members_dropped', 'keyed.households_dropped', 'keyed.dropped_cell', 'dropped') }}
            as noisy_members_dropped,
        {{ perturbed('keyed.households_poor', 'poor') }} as noisy_poor,
        {{ perturbed_members('keyed.members_poor', 'keyed.households_poor', 'keyed.poor_cell', 'poor') }}
            as noisy_members_poor
    from keyed
    inner join {{ ref('perturbation') }} as dropped
        on {{ has_noise('dropped', 'keyed.households_dropped', 'keyed.dropped_cell') }}
    inner join {{ ref('perturbation') }} as poor
        on {{ has_noise('poor', 'keyed.households_poor', 'keyed.poor_cell') }}

),

-- No part is larger than its whole.
of_dropped as (

    select
        *,
        least(noisy_dropped, households_surveyed) as open_households_dropped,
        least(noisy_members_dropped, members_surveyed) as open_members_dropped
    from perturbed

),

of_all as (

    select
        *,
        households_surveyed - open_households_dropped as open_households,
        greatest(households_surveyed - open_households_dropped, members_surveyed - open_members_dropped) as open_members
    from of_dropped

),

of_poor as (

    select
        *,
        least(noisy_poor, open_households) as open_households_poor,
        least(noisy_members_poor, open_members) as open_members_poor
    from of_all

),

weighed as (

    select
        *,
        {{ open_weighted('households', 'open_households') }} as open_households_weighted,
        {{ open_weighted('members', 'open_members') }} as open_members_weighted,
        {{ open_weighted('households_poor', 'open_households_poor') }} as open_households_poor_weighted,
        {{ open_weighted('members_poor', 'open_members_poor') }} as open_members_poor_weighted,
        cast(members_poor_weighted as double) / nullif(members_poor, 0) as mean_weight,
        case when cutoff_column = '_of_list' then cast(cutoff_k as double) else 0 end as lowest_score
    from of_poor

),

-- A member whom the noise adds or takes has a score of 0.3, and the sum is up to 2.6 more or less besides.
scored as (

    select
        *,
        cast({{ digits('deprivation_sum_weighted') }} as double)
        + (3 * (open_members_poor - members_poor) + {{ two_draws('poor_cell', 1, 19683) }}) / cast(10 as double)
        * mean_weight as noisy_deprivation_sum,
        cast(open_members_poor_weighted as double) as highest_sum
    from weighed

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        category,
        disaggregation_status,
        cutoff_column,
        cutoff_k,
        open_households as households,
        open_members as members,
        open_households_dropped as households_dropped,
        open_members_dropped as members_dropped,
        open_households_poor as households_poor,
        open_members_poor as members_poor,
        open_households_weighted as households_weighted,
        open_members_weighted as members_weighted,
        open_households_poor_weighted as households_poor_weighted,
        open_members_poor_weighted as members_poor_weighted,
        coalesce(least(greatest(noisy_deprivation_sum, lowest_score * highest_sum), highest_sum), 0) as deprivation_sum_weighted,
        {{ is_of_enough('households_surveyed', 'open_households', 'open_households_poor') }} as is_shown
    from scored

)

select * from final
