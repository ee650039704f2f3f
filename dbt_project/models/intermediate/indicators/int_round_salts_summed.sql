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
        {{ round_salt('record_keys', 'further_keys') }} as round_salt
    from summed

)

select * from final
