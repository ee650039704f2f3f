-- NEXT STEP: select every column of the contract, with its type; then remove this line.
with source as (

    select * from {{ source('${name}', 'rows') }}

),

final as (

    select
        province_code,
        batch_id,
        households
    from source

)

select * from final
