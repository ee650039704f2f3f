{{ config(materialized=view_with_files()) }}
{%- set members = with_weighted(['members_failing', 'members_poor_failing']) -%}
{%- set households = ['households_failing', 'households_failing_keys', 'households_poor_failing', 'households_poor_failing_keys'] %}

with indicators as (

    select * from {{ ref('dim_indicator') }}

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        {{ (members + households) | join(',\n        ') }}
    from {{ ref('int_area_results_summed') }}
    unpivot (
        ({{ (members + households) | join(', ') }})
        for indicator_code in (
            {%- for code in indicator_codes() %}
            {%- set of_members = with_weighted([members_failing(code), code ~ '_members_poor_failing']) %}
            {%- set of_households = [households_failing(code), households_failing(code) ~ '_keys', code ~ '_poor_failing', code ~ '_poor_failing_keys'] %}
            ({{ (of_members + of_households) | join(', ') }}) as {{ code }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    where {{ is_of_open_zone('area_poverty_contribution') }}

),

salted as (

    select
        long.*,
        salts.round_salt
    from long
    left join {{ ref('int_round_salts_summed') }} as salts on long.survey_round = salts.survey_round

),

keyed as (

    select
        *,
        {{ cell('households_failing_keys', 'indicator_code') }} as failing_cell,
        {{ cell('households_poor_failing_keys', 'indicator_code') }} as poor_failing_cell
    from salted

),

perturbed as (

    select
        keyed.*,
        {{ perturbed_members('keyed.members_failing', 'keyed.households_failing', 'keyed.failing_cell', 'failing') }}
            as noisy_members_failing,
        {{ perturbed_members('keyed.members_poor_failing', 'keyed.households_poor_failing', 'keyed.poor_failing_cell', 'poor_failing') }}
            as noisy_members_poor_failing
    from keyed
    inner join {{ ref('perturbation') }} as failing
        on {{ has_noise('failing', 'keyed.households_failing', 'keyed.failing_cell') }}
    inner join {{ ref('perturbation') }} as poor_failing
        on {{ has_noise('poor_failing', 'keyed.households_poor_failing', 'keyed.poor_failing_cell') }}

),

-- No part is larger than its whole.
bounded as (

    select
        perturbed.*,
        indicators.dimension,
        indicators.weight,
        poverty.members,
        poverty.members_poor,
        poverty.members_weighted as open_members_weighted,
        poverty.members_poor_weighted as open_members_poor_weighted,
        poverty.adjusted_headcount_ratio,
        least(perturbed.noisy_members_failing, poverty.members) as open_members_failing,
        least(perturbed.noisy_members_poor_failing, perturbed.noisy_members_failing, poverty.members_poor)
            as open_members_poor_failing,
        not poverty.is_suppressed
        and poverty.households_poor >= {{ var('open_fewest_poor_detailed') }} as is_shown
    from perturbed
    inner join indicators
        on perturbed.indicator_code = indicators.indicator_code
        and {{ in_force('indicators', 'perturbed.survey_round') }}
    inner join {{ ref('open_area_poverty') }} as poverty
        on perturbed.survey_round = poverty.survey_round
        and perturbed.area_level = poverty.area_level
        and perturbed.area_code = poverty.area_code

),

weighed as (

    select
        *,
        {{ open_weighted('members_failing', 'open_members_failing') }} as open_members_failing_weighted,
        {{ open_weighted('members_poor_failing', 'open_members_poor_failing') }} as open_members_poor_failing_weighted
    from bounded

),

counted as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        dimension,
        members,
        open_members_failing as members_failing,
        members_poor,
        open_members_poor_failing as members_poor_failing,
        open_members_weighted as members_weighted,
        open_members_failing_weighted as members_failing_weighted,
        open_members_poor_weighted as members_poor_weighted,
        open_members_poor_failing_weighted as members_poor_failing_weighted,
        weight,
        {{ ratio('open_members_failing_weighted', 'open_members_weighted') }} as uncensored_headcount_ratio,
        {{ ratio('open_members_poor_failing_weighted', 'open_members_weighted') }} as censored_headcount_ratio,
        adjusted_headcount_ratio,
        is_shown
    from weighed

),

shared as (

    select
        *,
        weight * censored_headcount_ratio as contribution,
        weight * censored_headcount_ratio / nullif(adjusted_headcount_ratio, 0) as contribution_share
    from counted

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        dimension,
        members,
        {{ shown('members_failing') }},
        {{ shown('members_poor') }},
        {{ shown('members_poor_failing') }},
        members_weighted,
        {{ shown('members_failing_weighted') }},
        {{ shown('members_poor_weighted') }},
        {{ shown('members_poor_failing_weighted') }},
        weight,
        {{ shown('uncensored_headcount_ratio') }},
        {{ shown('censored_headcount_ratio') }},
        {{ shown('contribution') }},
        {{ shown('contribution_share') }},
        not is_shown as is_suppressed
    from shared

)

select * from final
