{%- set failing = class_failing_counts() -%}

-- By the number of members: members need not be added up household by household.
with surveyed as (

    select
        place_number,
        member_count,
        head_sex,
        head_age_class,
        {%- for count in class_surveyed_counts() %}
        {{ count.sql }} as {{ count.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_household_classes_joined') }}
    group by place_number, member_count, head_sex, head_age_class

),

-- Most households fail nothing and are not read again.
failing as (

    select
        place_number,
        member_count,
        head_sex,
        head_age_class,
        {%- for count in failing %}
        {{ count.sql }} as {{ count.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_household_classes_joined') }}
    where indicators_failing > 0
    group by place_number, member_count, head_sex, head_age_class

),

final as (

    select
        surveyed.*,
        {%- for count in failing %}
        coalesce(failing.{{ count.name }}, 0) as {{ count.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from surveyed
    left join failing
        on surveyed.place_number = failing.place_number
        and surveyed.member_count = failing.member_count
        and surveyed.head_sex = failing.head_sex
        and surveyed.head_age_class = failing.head_age_class

)

select * from final
