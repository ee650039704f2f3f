with counted as (

    select * from {{ ref('int_area_items_joined') }}

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
        *,
        households_surveyed - households_applicable as households_not_applicable,
        members_surveyed - members_applicable as members_not_applicable,
        {{ cell('households_surveyed_keys', 'item', category_of_row()) }} as not_applicable_cell,
        {{ cell('households_failing_keys', 'item', category_of_row()) }} as failing_cell
    from salted

),

perturbed as (

    select
        keyed.*,
        {{ perturbed('keyed.households_not_applicable', 'not_applicable') }} as open_not_applicable,
        {{ perturbed_members('keyed.members_not_applicable', 'keyed.households_not_applicable', 'keyed.not_applicable_cell', 'not_applicable') }}
            as open_members_not_applicable,
        {{ perturbed('keyed.households_failing', 'failing') }} as open_failing,
        {{ perturbed_members('keyed.members_failing', 'keyed.households_failing', 'keyed.failing_cell', 'failing') }}
            as open_members_failing
    from keyed
    inner join {{ ref('perturbation') }} as not_applicable
        on {{ has_noise('not_applicable', 'keyed.households_not_applicable', 'keyed.not_applicable_cell') }}
    inner join {{ ref('perturbation') }} as failing
        on {{ has_noise('failing', 'keyed.households_failing', 'keyed.failing_cell') }}

),

-- What applies to nobody or to everybody is known from the question, and says nothing of a household.
applicable as (

    select
        *,
        case
            when households_applicable in (0, households_surveyed) then households_applicable
            else greatest(0, households_surveyed - open_not_applicable)
        end as open_applicable
    from perturbed

),

-- No part is larger than its whole.
bounded as (

    select
        *,
        least(open_failing, open_applicable) as open_households_failing,
        case
            when households_applicable in (0, households_surveyed) then members_applicable
            else greatest(open_applicable, members_surveyed - open_members_not_applicable)
        end as open_members_applicable
    from applicable

),

judged as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        category,
        disaggregation_status,
        item,
        households_surveyed,
        open_applicable as households_applicable,
        open_households_failing as households_failing,
        open_members_applicable as members_applicable,
        least(open_members_failing, open_members_applicable) as members_failing,
        {{ open_weighted('households_applicable', 'open_applicable') }} as households_applicable_weighted,
        {{ open_weighted('households_failing', 'open_households_failing') }} as households_failing_weighted,
        {{ open_weighted('members_applicable', 'open_members_applicable') }} as members_applicable_weighted,
        {{ open_weighted('members_failing', 'least(open_members_failing, open_members_applicable)') }}
            as members_failing_weighted,
        {{ is_of_enough('households_surveyed', 'open_applicable', 'open_households_failing') }} as is_shown
    from bounded

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        category,
        disaggregation_status,
        item,
        {{ shown('households_surveyed') }},
        {{ shown('households_applicable') }},
        {{ shown('households_failing') }},
        {{ shown('members_applicable') }},
        {{ shown('members_failing') }},
        {{ shown('households_applicable_weighted') }},
        {{ shown('households_failing_weighted') }},
        {{ shown('members_applicable_weighted') }},
        {{ shown('members_failing_weighted') }},
        case
            when is_shown then {{ ratio('households_failing_weighted', 'households_applicable_weighted') }}
        end as failing_rate,
        not is_shown as is_suppressed
    from judged

)

select * from final
