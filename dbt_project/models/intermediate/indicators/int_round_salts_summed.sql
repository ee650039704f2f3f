with households as (

    select
        survey_round,
        {{ record_key() }} as record_key,
        {{ further_key() }} as further_key
    from {{ ref('fct_household') }}
    where village_code is not null

),

summed as (

    select
        survey_round,
        cast(sum(record_key) as bigint) as record_keys,
        cast(sum(further_key) as bigint) as further_keys
    from households
    group by survey_round

),

final as (

    select
        survey_round,
        md5(concat_ws('|', {{ vintage() }}, cast(record_keys as string), cast(further_keys as string))) as round_salt
    from summed

)

select * from final
